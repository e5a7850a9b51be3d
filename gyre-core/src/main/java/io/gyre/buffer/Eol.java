package io.gyre.buffer;

/** What ends a line: {@code evbuffer_eol_style}. */
public enum Eol {
    /** Any run of CR and LF, so that empty lines vanish: {@code EVBUFFER_EOL_ANY}. */
    ANY,

    /** LF, with or without a CR before it; a CR alone belongs to the line: {@code EVBUFFER_EOL_CRLF}. */
    CRLF,

    /** CR and LF, and nothing else: {@code EVBUFFER_EOL_CRLF_STRICT}. */
    CRLF_STRICT,

    /** One LF: {@code EVBUFFER_EOL_LF}. */
    LF,

    /** One zero byte: {@code EVBUFFER_EOL_NUL}. */
    NUL
}

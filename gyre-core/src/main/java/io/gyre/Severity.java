package io.gyre;

/** How bad the news in a message of the {@link Log} is. The numbers are those of libevent. */
public enum Severity {
    /** Of interest to who works on the library; appears only after {@link Log#enableDebug}. {@code EVENT_LOG_DEBUG}. */
    DEBUG(0),
    /** Information, such as the chosen mechanism. {@code EVENT_LOG_MSG}. */
    MSG(1),
    /** Something went wrong, and the library carries on. {@code EVENT_LOG_WARN}. */
    WARN(2),
    /** Something went wrong for which no caller could be told. {@code EVENT_LOG_ERR}. */
    ERR(3);

    private final int value;

    Severity(int value) {
        this.value = value;
    }

    /** {@return libevent's number for it, from 0 to 3} */
    public int value() {
        return value;
    }
}

package io.gyre.http.wire;

/**
 * How much of everything a {@link MessageParser} takes.
 *
 * @param target bytes of a request target or a reason phrase
 * @param head bytes of the start line and the header section together; also of a trailer section
 * @param fields header fields; also trailer fields
 * @param content bytes of content, after the chunked coding is undone
 */
public record ParserLimits(int target, int head, int fields, long content) {
    /** The most bytes of extensions that one chunk may have, and of the zeros before its size. They mean nothing to us. */
    static final int CHUNK_LINE = 256;

    /** 8 KiB of target, 64 KiB of head with 100 fields, and content without limit. */
    public static final ParserLimits DEFAULT = new ParserLimits(8 << 10, 64 << 10, 100, Long.MAX_VALUE);

    /** The largest head that may be allowed: 64 MiB. */
    public static final int LARGEST_HEAD = 64 << 20;

    /** Refuses limits that allow no message. */
    public ParserLimits {
        if (target < 1 || head < 1 || fields < 0 || content < 0 || head > LARGEST_HEAD) {
            throw new IllegalArgumentException("target " + target + ", head " + head + ", fields " + fields
                    + ", content " + content + ": a target and a head need 1 byte at least, a head may have "
                    + LARGEST_HEAD + " at most, and nothing can be negative");
        }
    }

    /** {@return these limits with another one for the head, and for the target if that would be greater} */
    public ParserLimits withHead(int bytes) {
        return new ParserLimits(Math.min(target, bytes), bytes, fields, content);
    }

    /** {@return these limits with another one for the target} */
    public ParserLimits withTarget(int bytes) {
        return new ParserLimits(bytes, head, fields, content);
    }

    /** {@return these limits with another one for the number of fields} */
    public ParserLimits withFields(int count) {
        return new ParserLimits(target, head, count, content);
    }

    /** {@return these limits with another one for the content} */
    public ParserLimits withContent(long bytes) {
        return new ParserLimits(target, head, fields, bytes);
    }
}

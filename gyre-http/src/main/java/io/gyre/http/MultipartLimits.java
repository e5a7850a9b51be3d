package io.gyre.http;

/**
 * How much of everything a {@link MultipartParser} takes.
 *
 * @param parts how many parts
 * @param head bytes of the headers of one part
 * @param content bytes of the content of one part
 */
public record MultipartLimits(int parts, int head, long content) {
    /** 100 parts with 8 KiB of headers each, and content without limit, because it is streamed. */
    public static final MultipartLimits DEFAULT = new MultipartLimits(100, 8 << 10, Long.MAX_VALUE);

    /** Refuses limits that allow nothing. */
    public MultipartLimits {
        if (parts < 1 || head < 1 || content < 0) {
            throw new IllegalArgumentException("parts " + parts + ", head " + head + ", content " + content
                    + ": a limit of 1 is the least, and of 0 for the content");
        }
    }
}

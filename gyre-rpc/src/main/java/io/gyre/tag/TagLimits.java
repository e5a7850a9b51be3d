package io.gyre.tag;

/**
 * How much of everything a message may have, so that a few bytes of a stranger cannot take much memory or the whole stack.
 *
 * @param messageSize how many bytes it may take
 * @param nesting how deep messages may be in messages; 1 allows none in another
 * @param elements how many elements all arrays in it may have together
 */
public record TagLimits(int messageSize, int nesting, int elements) {
    /** 8 MiB, 64 messages in each other, and 262,144 elements. */
    public static final TagLimits DEFAULT = new TagLimits(8 << 20, 64, 1 << 18);

    private static final int DEEPEST = 1024;

    /** Refuses what makes no sense: less than one of each, or so much nesting that the stack would not hold it. */
    public TagLimits {
        if (messageSize < 1 || nesting < 1 || nesting > DEEPEST || elements < 1) {
            throw new IllegalArgumentException("messages cannot be limited to " + messageSize + " bytes, " + nesting
                    + " in each other and " + elements + " elements: use 1 or more of each, and at most " + DEEPEST
                    + " in each other");
        }
    }

    /** {@return these limits with another size of a message} */
    public TagLimits withMessageSize(int bytes) {
        return new TagLimits(bytes, nesting, elements);
    }

    /** {@return these limits with another depth} */
    public TagLimits withNesting(int depth) {
        return new TagLimits(messageSize, depth, elements);
    }

    /** {@return these limits with another number of elements} */
    public TagLimits withElements(int count) {
        return new TagLimits(messageSize, nesting, count);
    }
}

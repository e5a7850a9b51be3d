package io.gyre.http.client;

/** Passes over the header of a gzip member, byte by byte: RFC 1952, section 2.3. */
final class GzipHeader {
    private static final int FIXED = 10;
    private static final int LONGEST = 64 << 10;
    private static final int HAS_CRC = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private enum Part {
        FIXED,
        EXTRA_LENGTH,
        EXTRA,
        NAME,
        COMMENT,
        CRC,
        DONE
    }

    private Part part = Part.FIXED;
    private int length;
    private int inPart;
    private int flags;
    private int extra;

    void reset() {
        part = Part.FIXED;
        length = 0;
        inPart = 0;
        flags = 0;
        extra = 0;
    }

    boolean isFresh() {
        return length == 0;
    }

    boolean isDone() {
        return part == Part.DONE;
    }

    /** {@return whether the byte may be there} */
    boolean next(byte octet) {
        int value = octet & 0xff;
        length++;
        inPart++;
        switch (part) {
            case FIXED -> {
                return fixed(value);
            }
            case EXTRA_LENGTH -> {
                extra |= value << (8 * (inPart - 1));
                if (inPart == 2) {
                    enter(extra == 0 ? after(Part.EXTRA) : Part.EXTRA);
                }
            }
            case EXTRA -> leaveIf(inPart == extra);
            case NAME, COMMENT -> leaveIf(value == 0);
            case CRC -> leaveIf(inPart == 2);
            case DONE -> throw new IllegalStateException("the header is complete");
        }
        return length <= LONGEST + extra;
    }

    private boolean fixed(int value) {
        boolean right = switch (length) {
            case 1 -> value == 0x1f;
            case 2 -> value == 0x8b;
            case 3 -> value == 8;
            case 4 -> (value & RESERVED) == 0;
            default -> true;
        };
        if (length == 4) {
            flags = value;
        }
        leaveIf(length == FIXED);
        return right;
    }

    private void leaveIf(boolean complete) {
        if (complete) {
            enter(after(part));
        }
    }

    private void enter(Part next) {
        part = next;
        inPart = 0;
    }

    private Part after(Part done) {
        if (done.compareTo(Part.EXTRA_LENGTH) < 0 && (flags & HAS_EXTRA) != 0) {
            return Part.EXTRA_LENGTH;
        }
        if (done.compareTo(Part.NAME) < 0 && (flags & HAS_NAME) != 0) {
            return Part.NAME;
        }
        if (done.compareTo(Part.COMMENT) < 0 && (flags & HAS_COMMENT) != 0) {
            return Part.COMMENT;
        }
        return done.compareTo(Part.CRC) < 0 && (flags & HAS_CRC) != 0 ? Part.CRC : Part.DONE;
    }
}

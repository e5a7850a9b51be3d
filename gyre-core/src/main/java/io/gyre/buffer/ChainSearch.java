package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

/** Finds bytes in a chain, across the borders of its links. Answers are offsets from the front, or -1. File ranges come into memory. */
final class ChainSearch {
    private static final byte CR = '\r';
    private static final byte LF = '\n';

    private ChainSearch() {}

    /** The first {@code value} in {@code from..to}. */
    static long indexOf(Chain chain, byte value, long from, long to) {
        long before = 0;
        for (Link link = chain.firstInMemory(); link != null && before < to; link = chain.nextInMemory(link)) {
            long here = link.length();
            if (from < before + here) {
                long at = link.start - before;
                long found = ByteSearch.indexOf(
                        link.memory, at + Math.max(from, before), at + Math.min(to, before + here), value);
                if (found >= 0) {
                    return found - at;
                }
            }
            before += here;
        }
        return -1;
    }

    private static long indexOfCrOrLf(Chain chain, long from) {
        long before = 0;
        for (Link link = chain.firstInMemory(); link != null; link = chain.nextInMemory(link)) {
            long here = link.length();
            if (from < before + here) {
                long at = link.start - before;
                long found =
                        ByteSearch.indexOfEither(link.memory, at + Math.max(from, before), at + before + here, CR, LF);
                if (found >= 0) {
                    return found - at;
                }
            }
            before += here;
        }
        return -1;
    }

    /** The first place in {@code from..to} where all of {@code needle}, one byte at least, lies before {@code to}. */
    static long indexOf(Chain chain, byte[] needle, long from, long to) {
        long before = 0;
        long lastStart = to - needle.length;
        for (Link link = chain.firstInMemory(); link != null && before <= lastStart; link = chain.nextInMemory(link)) {
            long here = link.length();
            if (from < before + here) {
                long found = indexOfIn(chain, link, before, needle, Math.max(from, before), to);
                if (found >= 0) {
                    return found;
                }
            }
            before += here;
        }
        return -1;
    }

    /** The needle beginning in one link: wholly within, and then at the few places from where it reaches into the next. */
    private static long indexOfIn(Chain chain, Link link, long before, byte[] needle, long from, long to) {
        long at = link.start - before;
        long end = Math.min(to, before + link.length());
        if (end - from >= needle.length) {
            long found = ByteSearch.indexOf(link.memory, at + from, at + end, needle, 0, needle.length);
            if (found >= 0) {
                return found - at;
            }
        }
        long lastStart = Math.min(to - needle.length, before + link.length() - 1);
        for (long start = Math.max(from, end - needle.length + 1); start <= lastStart; start++) {
            if (matchesAt(chain, link, start - before, needle)) {
                return start;
            }
        }
        return -1;
    }

    private static boolean matchesAt(Chain chain, Link first, long skip, byte[] needle) {
        Link link = first;
        long at = link.start + skip;
        for (byte value : needle) {
            while (at == link.end) {
                Link next = chain.nextInMemory(link);
                if (next == null) {
                    return false;
                }
                link = next;
                at = link.start;
            }
            if (link.memory.get(JAVA_BYTE, at++) != value) {
                return false;
            }
        }
        return true;
    }

    /** Where the first terminator of a line begins, at {@code from} or after. */
    static long indexOfEol(Chain chain, Eol style, long from) {
        return switch (style) {
            case ANY -> indexOfCrOrLf(chain, from);
            case LF -> indexOf(chain, LF, from, chain.length);
            case NUL -> indexOf(chain, (byte) 0, from, chain.length);
            case CRLF -> {
                long lf = indexOf(chain, LF, from, chain.length);
                yield lf > from && chain.byteAt(lf - 1) == CR ? lf - 1 : lf;
            }
            case CRLF_STRICT -> indexOfStrict(chain, from);
        };
    }

    /** By the LF, for there are fewer of them without the other than the other way round. */
    private static long indexOfStrict(Chain chain, long from) {
        long lf = indexOf(chain, LF, from, chain.length);
        while (lf >= 0 && !(lf > from && chain.byteAt(lf - 1) == CR)) {
            lf = indexOf(chain, LF, lf + 1, chain.length);
        }
        return lf < 0 ? -1 : lf - 1;
    }

    /** How long the terminator is that begins at {@code at}. */
    static long eolLength(Chain chain, Eol style, long at) {
        return switch (style) {
            case ANY -> runOfCrAndLf(chain, at);
            case LF, NUL -> 1;
            case CRLF -> chain.byteAt(at) == CR ? 2 : 1;
            case CRLF_STRICT -> 2;
        };
    }

    private static long runOfCrAndLf(Chain chain, long at) {
        Chain.Cursor cursor = chain.cursor(at);
        Link link = cursor.link();
        long skip = at - cursor.before();
        long length = 0;
        while (link != null) {
            for (long each = link.start + skip; each < link.end; each++) {
                byte value = link.memory.get(JAVA_BYTE, each);
                if (value != CR && value != LF) {
                    return length;
                }
                length++;
            }
            skip = 0;
            link = chain.nextInMemory(link);
        }
        return length;
    }
}

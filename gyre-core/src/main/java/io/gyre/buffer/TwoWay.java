package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Crochemore and Perrin's string matching ("Two-way string-matching", Journal of the ACM 38, 1991): time in proportion to the
 * lengths of range and needle, however hostile, and no memory but a few variables. The needle is cut where its parts differ most:
 * its right part is compared forwards, and only where that matches, its left part backwards.
 */
final class TwoWay {
    private TwoWay() {}

    /** {@return the first index of the needle, which is not empty, in {@code [from, to)}, or -1} */
    static long indexOf(MemorySegment memory, long from, long to, byte[] needle, int needleFrom, int needleTo) {
        int length = needleTo - needleFrom;
        long less = maximalSuffix(needle, needleFrom, length, false);
        long more = maximalSuffix(needle, needleFrom, length, true);
        long chosen = cut(less) >= cut(more) ? less : more;
        int cut = cut(chosen);
        int period = (int) chosen;
        boolean periodic = repeats(needle, needleFrom, cut, period);
        int shift = periodic ? period : Math.max(cut, length - cut) + 1;
        int known = 0; // So many bytes of the needle's start are known to match. Always 0 unless it is periodic.
        long at = from;
        while (to - at >= length) {
            int i = Math.max(cut, known);
            while (i < length && needle[needleFrom + i] == memory.get(JAVA_BYTE, at + i)) {
                i++;
            }
            if (i < length) {
                at += i - cut + 1;
                known = 0;
                continue;
            }
            int j = cut - 1;
            while (j >= known && needle[needleFrom + j] == memory.get(JAVA_BYTE, at + j)) {
                j--;
            }
            if (j < known) {
                return at;
            }
            at += shift;
            known = periodic ? length - period : 0;
        }
        return -1;
    }

    private static int cut(long suffix) {
        return (int) (suffix >>> 32);
    }

    /** {@return whether the part before the cut comes again after {@code period} bytes, so that the needle has that period} */
    private static boolean repeats(byte[] needle, int needleFrom, int cut, int period) {
        for (int i = 0; i < cut; i++) {
            if (needle[needleFrom + i] != needle[needleFrom + period + i]) {
                return false;
            }
        }
        return true;
    }

    /** {@return where the greatest suffix begins, in the order of bytes or its reverse, above; and its period, in the lower half} */
    private static long maximalSuffix(byte[] needle, int needleFrom, int length, boolean reversed) {
        int start = 0;
        int rival = 1;
        int matched = 0;
        int period = 1;
        while (rival + matched < length) {
            int order = Byte.compare(needle[needleFrom + rival + matched], needle[needleFrom + start + matched]);
            if (order == 0) {
                matched++;
                if (matched == period) {
                    rival += period;
                    matched = 0;
                }
            } else if (order < 0 != reversed) {
                rival += matched + 1;
                matched = 0;
                period = rival - start;
            } else {
                start = rival;
                rival++;
                matched = 0;
                period = 1;
            }
        }
        return (long) start << 32 | period;
    }
}

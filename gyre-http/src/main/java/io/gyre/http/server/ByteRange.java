package io.gyre.http.server;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a file that a client asks for: RFC 9110, section 14.
 *
 * @param first its first byte
 * @param length how many bytes it has, at least 1
 */
record ByteRange(long first, long length) {
    /** Who asks for more parts gets the whole, which is cheaper. */
    private static final int MOST = 16;

    private static final int MOST_DIGITS = 18;
    private static final String UNIT = "bytes=";

    /**
     * {@return the parts that a Range field asks for; empty if the file has none of them; null if the field means nothing, so that the
     * whole is sent}
     */
    static @Nullable List<ByteRange> parse(String field, long size) {
        if (!field.startsWith(UNIT)) {
            return null;
        }
        List<ByteRange> ranges = new ArrayList<>();
        String[] specs = field.substring(UNIT.length()).split(",", MOST + 2);
        if (specs.length > MOST) {
            return null;
        }
        long total = 0;
        for (String spec : specs) {
            String trimmed = spec.strip();
            if (!isSpec(trimmed)) {
                return null;
            }
            ByteRange range = of(trimmed, size);
            if (range != null) {
                ranges.add(range);
                total += range.length;
            }
        }
        return total > size ? null : List.copyOf(ranges);
    }

    private static boolean isSpec(String spec) {
        int dash = spec.indexOf('-');
        return dash >= 0
                && spec.length() > 1
                && isNumber(spec.substring(0, dash))
                && isNumber(spec.substring(dash + 1))
                && (dash == 0
                        || dash == spec.length() - 1
                        || Long.parseLong(spec.substring(0, dash)) <= Long.parseLong(spec.substring(dash + 1)));
    }

    private static boolean isNumber(String digits) {
        return digits.length() <= MOST_DIGITS && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static @Nullable ByteRange of(String spec, long size) {
        int dash = spec.indexOf('-');
        if (dash == 0) {
            long last = Math.min(size, Long.parseLong(spec.substring(1)));
            return last == 0 ? null : new ByteRange(size - last, last);
        }
        long first = Long.parseLong(spec.substring(0, dash));
        if (first >= size) {
            return null;
        }
        long last = dash == spec.length() - 1 ? size - 1 : Math.min(size - 1, Long.parseLong(spec.substring(dash + 1)));
        return new ByteRange(first, last - first + 1);
    }

    /** {@return the value of a Content-Range field} */
    String contentRange(long size) {
        return "bytes " + first + '-' + (first + length - 1) + '/' + size;
    }
}

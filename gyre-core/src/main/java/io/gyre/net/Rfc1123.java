package io.gyre.net;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;

/**
 * Dates in the fixed form that HTTP sends, as in {@code Sun, 06 Nov 1994 08:49:37 GMT} (RFC 9110, section 5.6.7):
 * {@code evutil_date_rfc1123}. All methods may be called from any thread.
 *
 * <p>Differences from libevent: the time is always given (there is no NULL for "now"), and a text is never cut short.
 * From {@link java.time.format.DateTimeFormatter#RFC_1123_DATE_TIME}: the day always has two digits, as HTTP demands.
 */
public final class Rfc1123 {
    /** How many bytes or characters every date takes. */
    public static final int LENGTH = 29;

    private static final int SECONDS_PER_DAY = 86_400;
    private static final long FIRST_SECOND = LocalDate.of(0, 1, 1).toEpochDay() * SECONDS_PER_DAY;
    private static final long END_SECOND = LocalDate.of(10_000, 1, 1).toEpochDay() * SECONDS_PER_DAY;
    private static final String[] DAYS = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    private static final String[] MONTHS = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
    };

    private Rfc1123() {}

    /**
     * {@return the date of a moment, {@value #LENGTH} characters, its fraction of a second dropped}
     *
     * @param when a moment of the years 0 to 9999
     * @throws IllegalArgumentException if it lies in another year
     */
    public static String format(Instant when) {
        byte[] text = new byte[LENGTH];
        write(when.getEpochSecond(), text, 0);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    /**
     * Writes a date of {@value #LENGTH} ASCII bytes, for callers who keep a buffer.
     *
     * @param epochSecond seconds since 1970 in UTC, of the years 0 to 9999
     * @param out receives the text
     * @param offset where in {@code out} it begins
     * @throws IllegalArgumentException if the time lies in another year
     * @throws IndexOutOfBoundsException if there is no room for {@value #LENGTH} bytes
     */
    public static void write(long epochSecond, byte[] out, int offset) {
        Objects.checkFromIndexSize(offset, LENGTH, out.length);
        if (epochSecond < FIRST_SECOND || epochSecond >= END_SECOND) {
            throw new IllegalArgumentException(
                    "second " + epochSecond + " lies outside the years 0 to 9999, which the date format can hold");
        }
        var date = LocalDate.ofEpochDay(Math.floorDiv(epochSecond, SECONDS_PER_DAY));
        int second = Math.floorMod(epochSecond, SECONDS_PER_DAY);
        int at = word(out, offset, DAYS[date.getDayOfWeek().getValue() - 1]);
        out[at++] = ',';
        at = number(out, at, ' ', date.getDayOfMonth());
        out[at++] = ' ';
        at = word(out, at, MONTHS[date.getMonthValue() - 1]);
        at = number(out, at, ' ', date.getYear() / 100);
        at = twoDigits(out, at, date.getYear() % 100);
        at = number(out, at, ' ', second / 3600);
        at = number(out, at, ':', second / 60 % 60);
        at = number(out, at, ':', second % 60);
        out[at++] = ' ';
        word(out, at, "GMT");
    }

    private static int word(byte[] out, int at, String threeLetters) {
        for (int i = 0; i < 3; i++) {
            out[at + i] = (byte) threeLetters.charAt(i);
        }
        return at + 3;
    }

    private static int number(byte[] out, int at, char before, int value) {
        out[at] = (byte) before;
        return twoDigits(out, at + 1, value);
    }

    private static int twoDigits(byte[] out, int at, int value) {
        out[at] = (byte) ('0' + value / 10);
        out[at + 1] = (byte) ('0' + value % 10);
        return at + 2;
    }
}

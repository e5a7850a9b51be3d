package io.gyre.http;

import io.gyre.net.Rfc1123;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as HTTP writes them: RFC 9110, section 5.6.7. */
public final class HttpDate {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private HttpDate() {}

    /** {@return a date in the preferred form: {@code Sun, 06 Nov 1994 08:49:37 GMT}} */
    public static String format(Instant time) {
        return Rfc1123.format(time);
    }

    /** {@return the time of a date in the preferred form, or null if {@code text} is something else} */
    public static @Nullable Instant parse(String text) {
        try {
            return Instant.from(FORMAT.parse(text));
        } catch (DateTimeException other) {
            return null;
        }
    }
}

package io.gyre.http.server;

import io.gyre.event.EventBase;
import io.gyre.net.Rfc1123;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The Date field of replies, made once a second. */
final class DateField {
    private static final int NANOS = 1_000_000_000;
    private static final int VALUE = 6;

    private final EventBase base;
    private final byte[] line;
    private long validUntil;
    private boolean made;

    DateField(EventBase base) {
        this.base = base;
        line = ("Date: " + " ".repeat(Rfc1123.LENGTH) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** {@return the whole line} */
    byte[] line() {
        long now = base.cachedNanoTime();
        if (!made || now - validUntil >= 0) {
            Instant time = base.time();
            Rfc1123.write(time.getEpochSecond(), line, VALUE);
            validUntil = now + NANOS - time.getNano();
            made = true;
        }
        return line;
    }
}

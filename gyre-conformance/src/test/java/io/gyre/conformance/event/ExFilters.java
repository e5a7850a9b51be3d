package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.bufferevent.BufferFilter;
import io.gyre.bufferevent.FilterResult;
import java.util.concurrent.atomic.AtomicInteger;

/** The filters of libevent's own tests: one puts an x before each byte, the other takes it away. */
final class ExFilters {
    private ExFilters() {}

    /** Puts an x before each byte. */
    static BufferFilter adding(AtomicInteger calls) {
        return (source, destination, _, _) -> {
            calls.incrementAndGet();
            byte[] bytes = source.removeBytes((int) source.length());
            byte[] more = new byte[2 * bytes.length];
            for (int i = 0; i < bytes.length; i++) {
                more[2 * i] = 'x';
                more[2 * i + 1] = bytes[i];
            }
            destination.add(more);
            return FilterResult.OK;
        };
    }

    /** Takes the x before each byte away. */
    static final BufferFilter STRIPPING = (source, destination, limit, _) -> {
        long pairs = source.length() / 2;
        for (long i = 0; i < pairs && (limit < 0 || i < limit); i++) {
            assertEquals('x', source.removeByte());
            destination.addByte(source.removeByte());
        }
        return pairs > 0 ? FilterResult.OK : FilterResult.NEED_MORE;
    };
}

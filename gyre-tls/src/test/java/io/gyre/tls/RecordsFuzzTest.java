package io.gyre.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gyre.buffer.BufferPool;
import io.gyre.buffer.EvBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Timeout;

/**
 * The splitter finds the same records however the bytes come. The ordinary build replays a few inputs;
 * {@code ./build --fuzz RecordsFuzzTest 600} looks for new ones.
 */
class RecordsFuzzTest {
    /** What became of a stream: how many bytes of it were whole records, and whether the rest can never be one. */
    private record Verdict(long taken, boolean refused) {}

    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void recordsAreTheSameHoweverTheyCome(byte[] data) {
        int step = data.length == 0 ? 1 : 1 + (data[0] & 0x3f);
        Verdict whole = feed(data, Math.max(1, data.length));
        assertEquals(whole, feed(data, step));
        assertEquals(whole, model(data));
    }

    private static Verdict feed(byte[] data, int step) {
        try (var pool = BufferPool.confined();
                var buffer = new EvBuffer(pool)) {
            long taken = 0;
            for (int at = 0; at < data.length; at += step) {
                buffer.add(data, at, Math.min(step, data.length - at));
                try {
                    int length = Records.next(buffer);
                    while (length != Records.INCOMPLETE) {
                        assertTrue(length >= Records.HEADER && length <= Records.LARGEST);
                        taken += buffer.drain(length);
                        length = Records.next(buffer);
                    }
                } catch (SSLException refused) {
                    return new Verdict(taken, true);
                }
            }
            return new Verdict(taken, false);
        }
    }

    /** The same, said once more over an array. */
    private static Verdict model(byte[] data) {
        int at = 0;
        while (at < data.length) {
            int left = data.length - at;
            int type = data[at] & 0xff;
            if (type < 20 || type > 23 || (left > 1 && data[at + 1] != 3)) {
                return new Verdict(at, true);
            }
            if (left < 5) {
                return new Verdict(at, false);
            }
            int length = 5 + ((data[at + 3] & 0xff) << 8) + (data[at + 4] & 0xff);
            if (length > 5 + 16384 + 2048) {
                return new Verdict(at, true);
            }
            if (length > left) {
                return new Verdict(at, false);
            }
            at += length;
        }
        return new Verdict(at, false);
    }
}

package io.gyre.listener;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/** Bytes that claim to be PROXY headers. {@code ./build --fuzz ProxyFuzzTest 600} looks for those that break something. */
class ProxyFuzzTest {
    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void aHeaderIsReadWholeOrNotAtAll(byte[] data) throws ProxyHeaderException {
        ByteBuffer bytes = ByteBuffer.wrap(data);
        ProxyHeader header = parse(bytes);
        int size = bytes.position();
        assertEquals(header != null, size > 0);
        assertEquals(header, byExactReads(data));
        if (header != null) {
            assertTrue(size <= ProxyHeader.MAX_BYTES);
            assertNull(ProxyHeader.parse(ByteBuffer.wrap(data, 0, size - 1)), "complete one byte before its end");
            assertArrayEquals(Arrays.copyOfRange(data, size, data.length), rest(bytes));
            byte[] again = header.serialise();
            assertTrue(again.length <= ProxyHeader.MAX_BYTES);
            assertEquals(header, ProxyHeader.parse(ByteBuffer.wrap(again)));
        }
    }

    private static byte[] rest(ByteBuffer bytes) {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    /** {@return null also for what is malformed} */
    private static @Nullable ProxyHeader parse(ByteBuffer bytes) {
        try {
            return ProxyHeader.parse(bytes);
        } catch (ProxyHeaderException malformed) {
            return null;
        }
    }

    /** As a connection is read, which never takes more than the header has. */
    private static @Nullable ProxyHeader byExactReads(byte[] data) {
        try {
            int count = 0;
            for (int least = ProxyHeader.atLeast(data, 0); least > count; least = ProxyHeader.atLeast(data, count)) {
                if (least > data.length) {
                    return null;
                }
                count = least;
            }
            return ProxyHeader.whole(data, count);
        } catch (ProxyHeaderException malformed) {
            return null;
        }
    }
}

package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gyre.buffer.EvBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** The parser of frames throws nothing, and holds no more than its limit. */
class WebSocketFuzzTest {
    private static final long LIMIT = 1000;

    private static final FrameSink NOBODY = new FrameSink() {
        @Override
        public void onMessage(boolean text, EvBuffer message) {
            assertTrue(message.length() <= LIMIT);
        }

        @Override
        public void onPing(byte[] payload) {
            assertTrue(payload.length <= 125);
        }

        @Override
        public void onPong(byte[] payload) {
            assertTrue(payload.length <= 125);
        }

        @Override
        public void onClose(int code, String reason) {}

        @Override
        public void onRefused(int code, String why) {}
    };

    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void framesAreReadOrRefused(byte[] data) {
        try (var in = new EvBuffer();
                var parser = new FrameParser(true, WebSocketLimits.DEFAULT.withMessage(LIMIT), null, NOBODY)) {
            parser.parse(in.add(data));
        }
    }
}

package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gyre.buffer.EvBuffer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** The parser of frames throws nothing, holds no more than its limit, and finds the same however the bytes are divided. */
class WebSocketFuzzTest {
    private static final long LIMIT = 1000;

    /** What came, with and without compression. */
    private static final class Recorder implements FrameSink {
        final StringBuilder log = new StringBuilder();

        @Override
        public void onMessage(boolean text, EvBuffer message) {
            assertTrue(message.length() <= LIMIT);
            log.append(text).append(message.length()).append(' ');
        }

        @Override
        public void onPing(byte[] payload) {
            assertTrue(payload.length <= 125);
            log.append("ping ");
        }

        @Override
        public void onPong(byte[] payload) {
            assertTrue(payload.length <= 125);
            log.append("pong ");
        }

        @Override
        public void onClose(int code, String reason) {
            log.append("close ").append(code).append(reason);
        }

        @Override
        public void onRefused(int code, String why) {
            log.append("refused ").append(code);
        }
    }

    /** The first byte chooses: whether the peer masks, compresses, and keeps its context, and where the rest is divided. */
    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void framesAreReadOrRefused(byte[] data) {
        if (data.length == 0) {
            return;
        }
        int choice = data[0];
        String whole = read(choice, data, data.length);
        String divided = read(choice, data, 1 + (choice >> 3 & 0x1f) % data.length);
        assertTrue(whole.equals(divided), () -> whole + " but divided " + divided);
    }

    private static String read(int choice, byte[] data, int cut) {
        var settings = PerMessageDeflate.DEFAULT.withContext(false, (choice & 4) != 0);
        var agreement = (choice & 2) == 0 ? null : new DeflateAgreement(settings, false, (choice & 4) != 0);
        var recorder = new Recorder();
        try (var in = new EvBuffer();
                var parser = new FrameParser(
                        (choice & 1) == 0, WebSocketLimits.DEFAULT.withMessage(LIMIT), agreement, recorder)) {
            parser.parse(in.add(data, 1, cut - 1));
            parser.parse(in.add(data, cut, data.length - cut));
        }
        return recorder.log.toString();
    }
}

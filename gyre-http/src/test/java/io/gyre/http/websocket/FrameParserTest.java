package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.buffer.EvBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of hostile inputs for WebSocket, and what is in order; each fed whole, byte by byte, and split at every offset. */
class FrameParserTest {
    private static final class Recorder implements FrameSink {
        final StringBuilder log = new StringBuilder();

        @Override
        public void onMessage(boolean text, EvBuffer message) {
            log.append(text ? "text " : "binary ").append(message.length()).append(' ');
        }

        @Override
        public void onPing(byte[] payload) {
            log.append("ping ").append(payload.length).append(' ');
        }

        @Override
        public void onPong(byte[] payload) {
            log.append("pong ").append(payload.length).append(' ');
        }

        @Override
        public void onClose(int code, String reason) {
            log.append("close ").append(code).append(reason).append(' ');
        }

        @Override
        public void onRefused(int code, String why) {
            log.append("refused ").append(code).append(' ');
        }
    }

    private static String once(byte[] bytes, int... cuts) {
        var recorder = new Recorder();
        try (var in = new EvBuffer();
                var parser = new FrameParser(true, WebSocketLimits.DEFAULT.withMessage(100_000), null, recorder)) {
            int from = 0;
            for (int cut : cuts) {
                parser.parse(in.add(bytes, from, cut - from));
                from = cut;
            }
            parser.parse(in.add(bytes, from, bytes.length - from));
        }
        return recorder.log.toString().strip();
    }

    private static String everyWay(byte[] bytes) {
        String whole = once(bytes);
        var each = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            each[i] = i;
            if (bytes.length < 500) {
                assertEquals(whole, once(bytes, i), "cut at " + i);
            }
        }
        assertEquals(whole, once(bytes, each), "byte by byte");
        return whole;
    }

    /** Frames of FIN-and-opcode and payload, both in hexadecimal, masked. */
    private static byte[] frames(String... firstAndPayload) {
        var all = new ByteArrayOutputStream();
        byte[] mask = {0x11, (byte) 0xfe, 0x7f, 0};
        for (int i = 0; i < firstAndPayload.length; i += 2) {
            byte[] payload = HexFormat.of().parseHex(firstAndPayload[i + 1]);
            all.write(Integer.parseInt(firstAndPayload[i], 16));
            if (payload.length < 126) {
                all.write(0x80 | payload.length);
            } else {
                all.write(0x80 | 126);
                all.write(payload.length >> 8);
                all.write(payload.length);
            }
            all.writeBytes(mask);
            for (int at = 0; at < payload.length; at++) {
                all.write(payload[at] ^ mask[at & 3]);
            }
        }
        return all.toByteArray();
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void messagesAndControlFramesAreReported() {
        assertEquals(
                "text 5 binary 300 ping 2 pong 0",
                everyWay(frames("81", hex("hello"), "82", "00".repeat(300), "89", "0102", "8a", "")));
        assertEquals("text 0", everyWay(frames("81", "")));
    }

    @Test
    void fragmentsAreJoinedAndAPingInBetweenIsReportedAtOnce() {
        assertEquals("ping 1 text 4", everyWay(frames("01", hex("ab"), "89", "00", "00", "", "80", hex("cd"))));
    }

    @Test
    void charactersMayBeDividedBetweenFragments() {
        assertEquals("text 4", everyWay(frames("01", "f09f", "80", "9880")));
    }

    @ParameterizedTest
    @CsvSource({
        "f1,'',1002", // RSV
        "91,61,1002",
        "83,'',1002",
        "87,'',1002",
        "8b,'',1002",
        "8f,'',1002",
        "09,'',1002", // A control frame in fragments.
        "80,61,1002", // A continuation of nothing.
        "81,ff,1007",
        "81,c0af,1007", // Overlong.
        "81,eda080,1007", // A surrogate.
        "81,f4908080,1007", // Beyond Unicode.
        "81,e282,1007", // Cut off.
        "88,00,1002",
        "88,0000,1002",
        "88,03e7,1002", // 999
        "88,03ed,1002", // 1005
        "88,03ee,1002", // 1006
        "88,03f7,1002", // 1015
        "88,03e8ff,1007"
    })
    void hostileFrameIsRefused(String first, String payload, int code) {
        assertEquals("refused " + code, everyWay(frames(first, payload, "81", hex("never seen"))));
    }

    @Test
    void messageWithinAMessageIsRefused() {
        assertEquals("refused 1002", everyWay(frames("01", "61", "81", "62")));
    }

    @Test
    void nothingIsReportedAfterAClose() {
        assertEquals("close 1000bye", everyWay(frames("88", "03e8" + hex("bye"), "81", hex("x"))));
        assertEquals("close 1005", everyWay(frames("88", "", "81", hex("x"))));
    }

    @ParameterizedTest
    @CsvSource({
        "8100", // Not masked.
        "82fe000500000000", // A length that needs no 16 bits.
        "82ff000000000000000500000000", // Nor 64.
        "82ffff0000000000000000000000", // Negative.
        "89fe007e00000000" // A control frame that is too long.
    })
    void hostileHeaderIsRefusedBeforeItsPayload(String bytes) {
        assertEquals("refused 1002", everyWay(HexFormat.of().parseHex(bytes)));
    }

    @Test
    void claimedGigabyteIsRefusedAtOnce() {
        assertEquals("refused 1009", everyWay(HexFormat.of().parseHex("82ff000000004000000000000000")));
    }

    @Test
    void endlessFragmentsAreRefusedAtTheLimit() {
        var all = new ByteArrayOutputStream();
        all.writeBytes(frames("02", "00".repeat(1000)));
        for (int i = 0; i < 200; i++) {
            all.writeBytes(frames("00", "00".repeat(1000)));
        }
        assertEquals("refused 1009", once(all.toByteArray()));
    }
}

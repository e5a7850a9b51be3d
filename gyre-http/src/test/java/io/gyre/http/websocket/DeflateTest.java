package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate: RFC 7692. */
class DeflateTest {
    private static final PerMessageDeflate SETTINGS = PerMessageDeflate.DEFAULT;
    private static final DeflateAgreement FORGETFUL = new DeflateAgreement(SETTINGS.withThreshold(1), false, false);
    private static final DeflateAgreement KEEPING =
            new DeflateAgreement(SETTINGS.withContext(true, true).withThreshold(1), true, true);

    private static final class Recorder implements FrameSink {
        final StringBuilder log = new StringBuilder();

        @Override
        public void onMessage(boolean text, EvBuffer message) {
            boolean isLong = message.length() > 50;
            log.append(text ? "text " : "binary ")
                    .append(
                            isLong
                                    ? String.valueOf(message.length())
                                    : message.removeString((int) message.length(), StandardCharsets.UTF_8))
                    .append(' ');
        }

        @Override
        public void onPing(byte[] payload) {
            log.append("ping ");
        }

        @Override
        public void onPong(byte[] payload) {
            log.append("pong ");
        }

        @Override
        public void onClose(int code, String reason) {
            log.append("close ").append(code).append(' ');
        }

        @Override
        public void onRefused(int code, String why) {
            log.append("refused ").append(code).append(' ');
        }
    }

    private static String read(@Nullable DeflateAgreement agreed, WebSocketLimits limits, byte[] bytes, int step) {
        var recorder = new Recorder();
        try (var in = new EvBuffer();
                var parser = new FrameParser(true, limits, agreed, recorder)) {
            for (int at = 0; at < bytes.length; at += step) {
                parser.parse(in.add(bytes, at, Math.min(step, bytes.length - at)));
            }
        }
        return recorder.log.toString().strip();
    }

    private static String everyWay(@Nullable DeflateAgreement agreed, byte[] bytes) {
        WebSocketLimits limits = WebSocketLimits.DEFAULT.withMessage(100_000);
        String whole = read(agreed, limits, bytes, bytes.length);
        for (int step = 1; step <= Math.min(bytes.length, 40); step++) {
            assertEquals(whole, read(agreed, limits, bytes, step), "in steps of " + step);
        }
        return whole;
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    private static byte[] compress(DeflateAgreement agreed, byte[]... messages) {
        var all = new ByteArrayOutputStream();
        try (var deflation = new Deflation(agreed);
                var message = new EvBuffer()) {
            for (byte[] each : messages) {
                EvBuffer small = Objects.requireNonNull(deflation.deflate(message.add(each)));
                all.writeBytes(Wire.masked(0xc1, small.removeBytes((int) Deflation.length(small))));
                small.drain(small.length());
                message.drain(message.length());
            }
        }
        return all.toByteArray();
    }

    // Negotiation.

    private static @Nullable String answer(PerMessageDeflate settings, String offer) {
        List<ExtensionOffer> offers = ExtensionOffer.parse(List.of(offer));
        DeflateAgreement.Answer answer = DeflateAgreement.answer(settings, Objects.requireNonNull(offers));
        return answer == null ? null : answer.field();
    }

    /** RFC 7692, section 7.1. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate | permessage-deflate",
                "permessage-deflate; client_max_window_bits | permessage-deflate",
                "permessage-deflate; client_max_window_bits=10 | permessage-deflate",
                "permessage-deflate; server_max_window_bits=15 | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_max_window_bits=\"15\" | permessage-deflate; server_max_window_bits=15",
                "permessage-deflate; server_no_context_takeover | permessage-deflate; server_no_context_takeover",
                "permessage-deflate; client_no_context_takeover | permessage-deflate; client_no_context_takeover",
                "foo, permessage-deflate; bar, permessage-deflate | permessage-deflate",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate | permessage-deflate"
            })
    void serverTakesTheFirstOfferThatItCanHonour(String offer, String answer) {
        assertEquals(answer, answer(SETTINGS.withContext(true, true), offer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x-webkit-deflate-frame",
                "permessage-deflate; server_max_window_bits=10",
                "permessage-deflate; server_max_window_bits",
                "permessage-deflate; server_max_window_bits=16",
                "permessage-deflate; server_max_window_bits=7",
                "permessage-deflate; server_max_window_bits=015",
                "permessage-deflate; client_max_window_bits=7",
                "permessage-deflate; client_max_window_bits=x",
                "permessage-deflate; server_no_context_takeover=1",
                "permessage-deflate; unknown"
            })
    void serverDeclinesWhatItCannotHonour(String offer) {
        assertNull(answer(SETTINGS, offer));
    }

    @Test
    void serverForgetsContextsByDefault() {
        assertEquals(
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
                answer(SETTINGS, "permessage-deflate"));
    }

    @ParameterizedTest
    @ValueSource(strings = {";", "a;;b", "a b", "a;b=", "a;b=\"", "a;b=\"x y\"", "a;b;b", "a=b", "a,b c"})
    void listsThatAreNoneAreRefused(String field) {
        assertNull(ExtensionOffer.parse(List.of(field)));
    }

    @Test
    void emptyElementsMeanNothing() {
        assertEquals(
                2,
                Objects.requireNonNull(ExtensionOffer.parse(List.of(" , a ;x , ", "", "b; y = \"z\"")))
                        .size());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "true | permessage-deflate | true",
                "true | permessage-deflate; client_no_context_takeover; server_max_window_bits=9 | true",
                "true | permessage-deflate; client_max_window_bits=15 | false",
                "true | permessage-deflate; client_max_window_bits | false",
                "true | permessage-deflate; server_max_window_bits=99 | false",
                "true | permessage-deflate; other | false",
                "true | other | false",
                "false | permessage-deflate | false",
                "false | permessage-deflate; server_no_context_takeover | true"
            })
    void clientTakesOnlyAnswersToItsOffer(boolean keeps, String answer, boolean fits) {
        var offer =
                Objects.requireNonNull(ExtensionOffer.parse(List.of(answer))).getFirst();
        DeflateAgreement agreed = DeflateAgreement.accept(SETTINGS.withContext(keeps, keeps), offer);
        assertEquals(fits, agreed != null);
    }

    @Test
    void clientObeysTheServerThatWantsItToForget() {
        var answer = ExtensionOffer.parse(List.of("permessage-deflate; client_no_context_takeover"));
        DeflateAgreement agreed = DeflateAgreement.accept(
                SETTINGS.withContext(true, true), Objects.requireNonNull(answer).getFirst());
        assertNotNull(agreed);
        assertTrue(!agreed.ownContext() && agreed.peerContext());
    }

    // Messages.

    /** RFC 7692, section 7.2.3. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "f248cdc9c90700",
                "000500faff48656c6c6f00", // A block without compression.
                "f348cdc9c9070000", // The last block of its stream.
                "f248050000 00ffffcac9c90700" // Two blocks.
            })
    void examplesOfTheRfcAreRead(String payload) {
        byte[] bytes = hex(payload.replace(" ", ""));
        assertEquals("text Hello", everyWay(FORGETFUL, Wire.masked(0xc1, bytes)));
    }

    @Test
    void contextOfTheRfcIsKept() {
        byte[] both = join(Wire.masked(0xc1, hex("f248cdc9c90700")), Wire.masked(0xc1, hex("f200110000")));
        assertEquals("text Hello text Hello", everyWay(KEEPING, both));
    }

    @Test
    void compressedFragmentsAndControlFramesMayTakeTurns() {
        byte[] all = join(
                Wire.masked(0x41, hex("f248cd")),
                Wire.masked(0x89, new byte[0]),
                Wire.masked(0x00, new byte[0]),
                Wire.masked(0x80, hex("c9c90700")),
                Wire.masked(0x81, "plain".getBytes(StandardCharsets.UTF_8)));
        assertEquals("ping text Hello text plain", everyWay(FORGETFUL, all));
    }

    @ParameterizedTest
    @CsvSource({
        "c0,f248cdc9c90700", // A continuation of nothing.
        "c9,00",
        "a1,00",
        "91,00",
        "e1,00"
    })
    void reservedBitsHaveTheirPlace(String first, String payload) {
        byte[] frame = Wire.masked(Integer.parseInt(first, 16), hex(payload));
        assertEquals("refused 1002", everyWay(FORGETFUL, frame));
        assertEquals("refused 1002", everyWay(null, frame));
    }

    @Test
    void continuationMustNotSayThatItIsCompressed() {
        byte[] all = join(Wire.masked(0x41, hex("f248cd")), Wire.masked(0xc0, hex("c9c90700")));
        assertEquals("refused 1002", everyWay(FORGETFUL, all));
    }

    @Test
    void compressionThatWasNotAgreedOnIsRefused() {
        assertEquals("refused 1002", everyWay(null, Wire.masked(0xc1, hex("f248cdc9c90700"))));
    }

    @Test
    void whatIsNoDeflateIsRefused() {
        assertEquals("refused 1007", everyWay(FORGETFUL, Wire.masked(0xc1, hex("ffffffff"))));
    }

    @Test
    void textIsCheckedBehindTheCompression() {
        byte[] bad = compress(KEEPING, new byte[] {'a', (byte) 0xff});
        assertEquals("refused 1007", everyWay(KEEPING, bad));
        byte[] cut = compress(KEEPING, new byte[] {'a', (byte) 0xc3});
        assertEquals("refused 1007", everyWay(KEEPING, cut));
    }

    @Test
    void textThatIsWrongAndTooLongIsRefusedForWhatComesFirst() {
        byte[] text = "a".repeat(200_000).getBytes(StandardCharsets.UTF_8);
        text[100_000] = (byte) 0xff;
        assertEquals("refused 1009", everyWay(FORGETFUL, compress(FORGETFUL, text)));
        text[99_999] = (byte) 0xff;
        assertEquals("refused 1007", everyWay(FORGETFUL, compress(FORGETFUL, text)));
    }

    @Test
    void messageThatIsTooLongBeforeItBreaksIsRefusedForItsLength() {
        assertEquals("refused 1009", everyWay(FORGETFUL, Wire.masked(0xc2, flawed(120_000))));
        assertEquals("refused 1007", everyWay(FORGETFUL, Wire.masked(0xc2, flawed(90_000))));
    }

    @Test
    void whatIsCompressedComesBack() {
        var random = new Random(11);
        byte[] noise = new byte[70_000];
        random.nextBytes(noise);
        for (int i = 0; i < noise.length; i++) {
            noise[i] &= 0x3f;
        }
        byte[] flat = "0123456789".repeat(5000).getBytes(StandardCharsets.UTF_8);
        for (DeflateAgreement agreed : List.of(FORGETFUL, KEEPING)) {
            byte[] wire = compress(agreed, flat, noise, flat);
            assertEquals("text 50000 text 70000 text 50000", everyWay(agreed, wire));
            assertTrue(wire.length < 70_000, wire.length + " bytes");
        }
    }

    @Test
    void noiseIsSentAsItIsUnlessTheContextNeedsIt() {
        byte[] noise = new byte[1000];
        new Random(5).nextBytes(noise);
        try (var forgets = new Deflation(FORGETFUL);
                var keeps = new Deflation(KEEPING);
                var message = new EvBuffer()) {
            message.add(noise);
            assertNull(forgets.deflate(message));
            assertNotNull(keeps.deflate(message));
            assertEquals(1000, message.length());
        }
    }

    // Bombs.

    private static byte[] bomb(int bytes) {
        return Wire.masked(0xc2, zeroes(bytes));
    }

    private static byte[] zeroes(int bytes) {
        var deflater = new Deflater(9, true);
        deflater.setInput(new byte[bytes]);
        var room = new byte[bytes / 500 + 100];
        int size = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(room, size - 4);
    }

    /** Zeroes with a block of a kind behind them that does not exist. */
    private static byte[] flawed(int bytes) {
        return join(zeroes(bytes), new byte[] {0, 0, -1, -1, -1, -1, -1, -1});
    }

    @Test
    void bombIsRefusedAtTheLimitOfMessages() {
        assertEquals("refused 1009", everyWay(FORGETFUL, bomb(10_000_000)));
    }

    @Test
    void bombIsRefusedByItsRatioWhereMessagesMayBeLong() {
        WebSocketLimits lax = WebSocketLimits.DEFAULT.withMessage(Long.MAX_VALUE);
        byte[] bomb = bomb(10_000_000);
        assertEquals("refused 1009", read(FORGETFUL, lax, bomb, bomb.length));
        var any = new DeflateAgreement(SETTINGS.withMaxRatio(2000), false, false);
        assertEquals("binary 10000000", read(any, lax, bomb, bomb.length));
        byte[] small = bomb(1_000_000);
        assertEquals("binary 1000000", read(FORGETFUL, lax, small, small.length), "a page of spaces is no bomb");
    }

    @Test
    void endlessFinalBlocksAreRefused() {
        byte[] empty = new byte[4000];
        for (int i = 0; i < empty.length; i += 2) {
            empty[i] = 3;
        }
        assertEquals("refused 1008", everyWay(FORGETFUL, Wire.masked(0xc2, empty)));
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> SETTINGS.withLevel(10));
        assertThrows(IllegalArgumentException.class, () -> SETTINGS.withThreshold(-1));
        assertThrows(IllegalArgumentException.class, () -> SETTINGS.withMaxRatio(0));
    }
}

package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Content that is compressed, long, or not wanted yet. */
class HttpClientContentTest extends HttpClientSuite {
    private static final String TEXT = "all work ".repeat(10_000);

    private static byte[] gzip(byte[] content) {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] content, boolean raw) {
        var bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes, new Deflater(9, raw))) {
            out.write(content);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] text() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private void encoded(String coding, byte[] content) {
        String head =
                "HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\nContent-Length: " + content.length + "\r\n\r\n";
        server.answer(joined(head.getBytes(StandardCharsets.US_ASCII), content));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "GZip", "x-gzip", "deflate", "raw deflate", "two members"})
    void contentIsDecompressed(String coding) {
        switch (coding) {
            case "deflate" -> encoded("deflate", deflate(text(), false));
            case "raw deflate" -> encoded("deflate", deflate(text(), true));
            case "two members" -> {
                byte[] half = Arrays.copyOf(text(), text().length / 2);
                byte[] rest = Arrays.copyOfRange(text(), half.length, text().length);
                encoded("gzip", joined(gzip(half), gzip(rest)));
            }
            default -> encoded(coding, gzip(text()));
        }
        assertEquals("200 " + TEXT, get(URL));
    }

    @Test
    void gzipHeaderMayHaveAllItsParts() {
        byte[] plain = gzip("hello".getBytes(StandardCharsets.US_ASCII));
        byte[] header = "\u001f\u008b\u0008\u001e\0\0\0\0\0\u00ff\3\0abcname\0comment\0xx"
                .getBytes(StandardCharsets.ISO_8859_1);
        encoded("gzip", joined(header, Arrays.copyOfRange(plain, 10, plain.length)));
        assertEquals("200 hello", get(URL));
    }

    @Test
    void compressedContentMayComeByteByByte() {
        server.delay = Duration.ofMillis(1);
        server.drips = true;
        encoded("gzip", gzip(text()));
        assertEquals("200 " + TEXT, get(URL));
    }

    @Test
    void everythingThatIsCutOffOrDamagedIsRefused() {
        byte[] whole = gzip("some content".getBytes(StandardCharsets.US_ASCII));
        for (int i = 1; i < whole.length; i++) {
            encoded("gzip", Arrays.copyOf(whole, i));
            assertEquals("failed DECODING", get(URL), "cut off at " + i);
        }
        for (int i = whole.length - 8; i < whole.length; i++) {
            byte[] damaged = whole.clone();
            damaged[i] ^= 1;
            encoded("gzip", damaged);
            assertEquals("failed DECODING", get(URL), "damaged at " + i);
        }
        encoded("gzip", "no gzip at all".getBytes(StandardCharsets.US_ASCII));
        assertEquals("failed DECODING", get(URL));
        encoded("deflate", joined(deflate(text(), false), new byte[] {0}));
        assertEquals("failed DECODING", get(URL));
    }

    @Test
    void emptyContentNeedsNoCompression() {
        encoded("gzip", new byte[0]);
        assertEquals("200 ", get(URL));
    }

    @Test
    void unknownCodingIsHandedOverAsItIs() {
        encoded("br", "???".getBytes(StandardCharsets.US_ASCII));
        assertEquals("200 ???", get(URL));
        client.decompresses(false);
        byte[] packed = gzip(text());
        encoded("gzip", packed);
        assertEquals("200 " + new String(packed, StandardCharsets.ISO_8859_1), get(URL));
        assertTrue(!server.asked.getLast().contains("Accept-Encoding"));
    }

    @Test
    void bombIsDefused() {
        byte[] bomb = gzip(new byte[50 << 20]);
        encoded("gzip", bomb);
        assertEquals("failed DECODING", get(URL));
        client.maxRatio(2000);
        encoded("gzip", bomb);
        assertEquals("failed DATA_TOO_LONG", outcome(UrlRequest.get(URL).maxContent(10 << 20)));
        encoded("gzip", bomb);
        assertEquals(4 + (50 << 20), get(URL).length());
    }

    @Test
    void contentIsBounded() {
        server.answer(OK + "Content-Length: 101~~", OK + "~" + "x".repeat(101) + "|");
        assertEquals("failed DATA_TOO_LONG", outcome(UrlRequest.get(URL).maxContent(100)));
        assertEquals("failed DATA_TOO_LONG", outcome(UrlRequest.get(URL).maxContent(100)));
    }

    /** What the listener does not want stays with the server: buffers of both sides are all that fills. */
    @ParameterizedTest
    @ValueSource(strings = {"identity", "gzip"})
    void pausedCallHoldsTheServerUp(String coding) {
        byte[] content = new byte[8 << 20];
        new java.util.Random(5).nextBytes(content);
        encoded(coding, coding.equals("gzip") ? gzip(content) : content);
        long[] got = {0};
        int[] pauses = {0};
        String[] end = {""};
        var listener = new CallListener() {
            @Override
            public void onContent(Call call, EvBuffer part) {
                assertTrue(part.length() <= 1 << 20, "handed over at once: " + part.length());
                got[0] += part.drain(part.length());
                call.pause();
                pauses[0]++;
                base.after(Duration.ofSeconds(100), call::resume);
            }

            @Override
            public void onEnd(Call call, io.gyre.http.Headers trailers) {
                end[0] = "end";
            }

            @Override
            public void onFailure(Call call, CallFailure failure) {
                end[0] = failure.toString();
            }
        };
        client.start(UrlRequest.get(URL), listener);
        runUntil(() -> got[0] > 0);
        pass(Duration.ofSeconds(1));
        assertTrue(server.last().socket.output().length() > 6 << 20, "left with the server");
        runUntil(() -> !end[0].isEmpty());
        assertEquals("end", end[0]);
        assertEquals(content.length, got[0]);
        assertTrue(pauses[0] > 10);
    }

    @Test
    void trailersAreToldApart() {
        server.answer(OK + "Transfer-Encoding: chunked~~2~hi~0~Digest: x~~");
        var future = client.send(UrlRequest.get(URL));
        assertEquals("200 hi", outcome(future));
        assertEquals("x", future.resultNow().trailers().find("Digest"));
        assertEquals(null, future.resultNow().head().header("Digest"));
    }
}

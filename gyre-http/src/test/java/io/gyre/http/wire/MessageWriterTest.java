package io.gyre.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
    private final MessageWriter writer = new MessageWriter();

    private static String text(EvBuffer buffer) {
        return buffer.removeString((int) buffer.length(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void responseIsWritten() {
        try (var out = new EvBuffer()) {
            writer.status(1, 200, "OK")
                    .field("A", "b\u00e9")
                    .field("Content-Length", 0)
                    .end(out);
            writer.status(0, 404, "").field("N", Long.MAX_VALUE).end(out, new byte[] {'x'});
            assertEquals(
                    "HTTP/1.1 200 OK\r\nA: b\u00e9\r\nContent-Length: 0\r\n\r\n"
                            + "HTTP/1.0 404 \r\nN: 9223372036854775807\r\n\r\nx",
                    text(out));
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        try (var out = new EvBuffer();
                var part = new EvBuffer()) {
            writer.request("POST", "/x")
                    .field("Host", "h")
                    .field("Transfer-Encoding", "chunked")
                    .end(out);
            writer.chunk(out, part.add("a".repeat(300)));
            writer.chunk(out, part.add("b"));
            writer.lastChunk(out);
            writer.trailer().field("T", "u").end(out);
            assertEquals(
                    "POST /x 1.1 [Host=h] [Transfer-Encoding=chunked] keep\n<" + "a".repeat(300) + "b> {T=u}",
                    Feeding.request(text(out)));
        }
    }

    @Test
    void emptyChunkIsRefused() {
        try (var out = new EvBuffer();
                var none = new EvBuffer()) {
            assertThrows(IllegalArgumentException.class, () -> writer.chunk(out, none));
        }
    }
}

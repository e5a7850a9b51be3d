package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Content that is made while it is sent, and content that waits for the server's word. */
class HttpClientUploadTest extends HttpClientSuite {
    @TempDir
    private Path folder = Path.of("");

    /** Adds the pieces; between them an empty one stands for a pause. */
    private static final class Pieces implements Upload {
        private final Deque<String> pieces;
        private final long length;
        int closed;
        int rewound;
        private final List<String> all;

        Pieces(long length, String... pieces) {
            this.length = length;
            this.all = List.of(pieces);
            this.pieces = new ArrayDeque<>(all);
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public Step next(EvBuffer to) {
            String next = pieces.removeFirst();
            to.add(next);
            return pieces.isEmpty() ? Step.END : next.isEmpty() ? Step.LATER : Step.MORE;
        }

        @Override
        public boolean rewind() {
            pieces.clear();
            pieces.addAll(all);
            rewound++;
            return true;
        }

        @Override
        public void close() {
            closed++;
        }
    }

    private static UrlRequest post(Upload upload) {
        return UrlRequest.post(URL, upload);
    }

    @Test
    void contentOfUnknownLengthIsSentInChunks() {
        server.answer(HELLO, HELLO);
        var pieces = new Pieces(-1, "one", "", "three and some", "");
        var log = new Log();
        Call call = client.start(post(pieces), log);
        pass(Duration.ofSeconds(1));
        assertEquals(0, server.asked.size());
        call.resumeUpload();
        runUntil(call::isOver);
        assertEquals(List.of("head 200", "end"), log.lines);
        String asked = server.asked.getFirst();
        assertTrue(asked.contains("Transfer-Encoding: chunked\r\n") && !asked.contains("Content-Length"), asked);
        assertTrue(asked.endsWith("\r\n\r\n3\r\none\r\ne\r\nthree and some\r\n0\r\n\r\n"), asked);
        assertEquals(1, pieces.closed);
        assertEquals("200 hello", get(URL));
        assertEquals(1, server.connections);
    }

    @ParameterizedTest
    @CsvSource({"3, ab", "3, abcd", "0, a"})
    void lengthThatIsNotKeptToFailsAndEndsTheConnection(long length, String content) {
        var pieces = new Pieces(length, content);
        assertEquals("failed BUFFER_ERROR", outcome(post(pieces)));
        assertEquals(1, pieces.closed);
        pass(Duration.ofMillis(1));
        assertEquals(0, server.open());
    }

    @Test
    void uploadThatNeverAddsAnythingFails() {
        var idle = new Upload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public Step next(EvBuffer to) {
                return Step.MORE;
            }
        };
        assertEquals("failed BUFFER_ERROR", outcome(post(idle)));
    }

    @Test
    void largeContentIsMadeOnlyAsTheServerTakesIt() {
        long[] made = {0};
        long length = 16 << 20;
        byte[] piece = new byte[64 << 10];
        var upload = new Upload() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public Step next(EvBuffer to) {
                to.add(piece);
                made[0] += piece.length;
                return made[0] == length ? Step.END : Step.MORE;
            }
        };
        var future = client.send(post(upload).timeouts(ClientTimeouts.DEFAULT.withWrite(Duration.ofHours(1))));
        runUntil(() -> server.connections == 1);
        server.last().deaf = true;
        server.last().socket.disable(io.gyre.event.EventMask.READ);
        pass(Duration.ofSeconds(1));
        assertTrue(made[0] < 1 << 20, "made " + made[0]);
        server.last().deaf = false;
        server.last().socket.enable(io.gyre.event.EventMask.READ);
        server.answer(HELLO);
        assertEquals("200 hello", outcome(future));
        assertEquals(length, made[0]);
    }

    @Test
    void fileIsSentWhole() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "x".repeat(200_000));
        server.answer(HELLO);
        assertEquals("200 hello", outcome(post(Upload.of(file))));
        assertTrue(server.asked.getFirst().endsWith("\r\n\r\n" + "x".repeat(200_000)));
    }

    @Test
    void fileIsReadWhenItIsWrittenAndNotBefore() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "before");
        try (var upload = Upload.of(file);
                var out = new EvBuffer()) {
            assertEquals(Upload.Step.END, upload.next(out));
            Files.writeString(file, "after!");
            assertEquals("after!", out.removeString(6, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void fileIsAtHandUntilItsLastPieceIsWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "content");
        try (var out = new EvBuffer()) {
            try (var upload = Upload.of(file)) {
                assertEquals(Upload.Step.END, upload.next(out));
            }
            assertEquals("content", out.removeString(7, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void fileThatBecomesShorterFailsTheCall() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "x".repeat(2 << 20));
        Call call = client.start(post(Upload.of(file)), new Log());
        Files.writeString(file, "x".repeat(10));
        runUntil(call::isOver);
        pass(Duration.ofMillis(1));
        assertEquals(0, server.open());
    }

    @Test
    void folderIsNoContent() {
        assertThrows(IOException.class, () -> Upload.of(folder));
    }

    @Test
    void contentWaitsUntilTheServerWantsIt() {
        server.answer("HTTP/1.1 100 Continue~~");
        var future = client.send(post(Upload.of("content")).expectContinue(true));
        runUntil(() -> server.asked.size() == 1);
        assertTrue(server.asked.getFirst().endsWith("Content-Length: 7\r\nExpect: 100-continue\r\n\r\n"));
        server.last().deaf = true; // It would take the content for a request.
        runUntil(() -> server.last().socket.input().length() == 7);
        server.last().socket.write(HELLO.replace("~", "\r\n"));
        assertEquals("200 hello", outcome(future));
        assertEquals(Duration.ZERO, now());
        assertEquals(1, client.idleConnections());
    }

    @Test
    void contentIsSentAfterASecondWithoutAWord() {
        var future = client.send(post(Upload.of("content")).expectContinue(true));
        runUntil(() -> server.asked.size() == 1);
        server.last().deaf = true;
        runUntil(() -> server.last().socket.input().length() == 7);
        assertEquals(Duration.ofSeconds(1), now());
        server.last().socket.write(HELLO.replace("~", "\r\n"));
        assertEquals("200 hello", outcome(future));
    }

    @Test
    void contentThatIsNotWantedIsNotSent() {
        server.answer("HTTP/1.1 413 Too Large~Content-Length: 2~~no");
        var pieces = new Pieces(3, "abc");
        assertEquals("413 no", outcome(post(pieces).expectContinue(true)));
        assertEquals(1, pieces.pieces.size());
        pass(Duration.ofMillis(1));
        assertEquals(0, server.open());
    }

    @Test
    void serverThatKnowsNoExpectationsIsAskedWithout() {
        server.answer("HTTP/1.1 417 No~Content-Length: 2~~no", HELLO);
        assertEquals("200 hello", outcome(post(new Pieces(3, "abc")).expectContinue(true)));
        assertTrue(server.asked.getLast().endsWith("Content-Length: 3\r\n\r\nabc"));
    }

    /** EVHTTP_CON_READ_ON_WRITE_ERROR. */
    @Test
    void answerOfAServerThatStopsToListenIsRead() {
        server.answer("HTTP/1.1 413 Too Large~Content-Length: 2~~no|");
        byte[] piece = new byte[64 << 10];
        var upload = new Upload() {
            @Override
            public long length() {
                return -1;
            }

            @Override
            public Step next(EvBuffer to) {
                to.add(piece);
                return Step.MORE;
            }
        };
        var future = client.send(post(upload));
        runUntil(() -> server.connections == 1);
        server.last().deaf = true;
        server.last().socket.write("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
        server.last().socket.closeGracefully(Duration.ofMinutes(1), (_, _) -> {});
        assertEquals("413 no", outcome(future));
    }

    @Test
    void contentIsSentAgainWithWhatMayBeRepeated() {
        client.retries(new Retries(1, Duration.ofSeconds(1), Duration.ofSeconds(1)));
        server.answer("|", HELLO);
        var pieces = new Pieces(6, "abc", "def");
        assertEquals("200 hello", outcome(request(Method.PUT).upload(pieces)));
        assertEquals(1, pieces.rewound);
        assertEquals(1, pieces.closed);
        assertTrue(server.asked.getLast().endsWith("\r\n\r\nabcdef"));
    }
}

package io.gyre.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events, as a client reads them. */
class EventStreamTest {
    /** {@return what follows the head, of a client that knows no chunks} */
    private static String stream(String fields, Consumer<EventStream> sends) throws IOException {
        try (var running = new RunningServer(server -> server.handle("/", request -> {
                    var stream = new EventStream(request);
                    sends.accept(stream);
                    stream.close();
                    stream.close();
                    assertFalse(stream.isOpen());
                    stream.send("too late");
                }));
                Client client = running.connect()) {
            String head = client.send("GET / HTTP/1.0\r\n" + fields + "\r\n").head();
            assertTrue(head.contains("Content-Type: text/event-stream\r\n"), head);
            assertTrue(head.contains("Cache-Control: no-store\r\n"), head);
            return client.rest();
        }
    }

    @Test
    void eventsHaveAKindAnIdAndLinesOfData() throws IOException {
        String sent = stream("", stream -> {
            stream.send("eins\nzwei\r\ndrei\rvier\n");
            stream.send("news", "7", "\u00fcber");
            stream.send(null, "", "");
        });
        List<String> events = List.of(
                "data: eins|data: zwei|data: drei|data: vier|data: ||",
                "event: news|id: 7|data: \u00c3\u00bcber||",
                "id: |data: ||");
        assertEquals(String.join("", events).replace('|', '\n'), sent);
    }

    @Test
    void clientsAreToldWhenToComeAgainAndThatTheServerIsThere() throws IOException {
        String sent = stream("", stream -> {
            stream.retryAfter(Duration.ofSeconds(3));
            stream.keepAlive();
            assertThrows(IllegalArgumentException.class, () -> stream.retryAfter(Duration.ofMillis(-1)));
        });
        assertEquals("retry: 3000\n\n:\n\n", sent);
    }

    @Test
    void clientThatComesAgainSaysWhatItSawLast() throws IOException {
        var seen = new ArrayList<String>();
        stream("Last-Event-ID: 41\r\n", stream -> seen.add(String.valueOf(stream.lastEventId())));
        stream("", stream -> seen.add(String.valueOf(stream.lastEventId())));
        assertEquals(List.of("41", "null"), seen);
    }

    /** Whoever names an event after what a user said must not let that user send events. */
    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\rb", "a\0b"})
    void fieldsCannotBeEndedFromWithin(String value) throws IOException {
        assertEquals("", stream("", stream -> {
            assertThrows(IllegalArgumentException.class, () -> stream.send(value, null, "x"));
            assertThrows(IllegalArgumentException.class, () -> stream.send(null, value, "x"));
        }));
    }

    @Test
    void nothingIsSentToAClientThatIsGone() throws Exception {
        List<EventStream> streams = new ArrayList<>();
        try (var running =
                new RunningServer(server -> server.handle("/", request -> streams.add(new EventStream(request))))) {
            try (Client client = running.connect()) {
                assertTrue(
                        client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n").head().startsWith("HTTP/1.1 200 "));
                client.socket().setSoLinger(true, 0);
            }
            running.await(() -> running.server().connectionCount() == 0);
            assertEquals(0L, running.onLoop(() -> {
                EventStream stream = streams.getFirst();
                stream.send("x");
                stream.close();
                return stream.pendingOutput();
            }));
        }
    }
}

package io.gyre.cli;

import io.gyre.event.Event;
import io.gyre.http.Status;
import io.gyre.http.server.EventStream;
import io.gyre.http.server.HttpRequest;
import io.gyre.http.server.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Shows the loops at work: a page, and a stream of server-sent events that keeps it up to date. */
final class LivePage {
    static final String PATH = "/_gyre/";

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int MOST_STREAMS = 32;
    private static final String POLICY =
            "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    private final List<LoopStats> loops;
    private final byte[] page;

    /** Who is told of what happens, and the timer that does so. */
    private final IdentityHashMap<EventStream, Event> streams = new IdentityHashMap<>();

    private final long started = System.currentTimeMillis();

    /** Shows these loops, to which more may be added before the first runs. */
    LivePage(List<LoopStats> loops) throws IOException {
        this.loops = loops;
        try (InputStream resource = LivePage.class.getResourceAsStream("live.html")) {
            if (resource == null) {
                throw new IOException("live.html is missing in the jar");
            }
            page = resource.readAllBytes();
        }
    }

    void add(HttpServer server) {
        server.handle(PATH, this::showPage);
        server.handle("/_gyre", LivePage::redirect);
        server.handle(PATH + "events", this::stream);
    }

    private void showPage(HttpRequest request) {
        request.responseHeaders()
                .add("Content-Type", "text/html; charset=utf-8")
                .add("Content-Security-Policy", POLICY)
                .add("Cache-Control", "no-cache");
        request.reply(Status.OK, page);
    }

    private static void redirect(HttpRequest request) {
        request.responseHeaders().add("Location", PATH);
        request.replyPage(Status.MOVED_PERMANENTLY, null);
    }

    private void stream(HttpRequest request) {
        if (streams.size() >= MOST_STREAMS) {
            request.error(Status.SERVICE_UNAVAILABLE, "too many look at this page already");
            return;
        }
        var stream = new EventStream(request);
        send(stream);
        Event timer = request.server().base().every(PERIOD, () -> send(stream)).name("live page");
        streams.put(stream, timer);
        watched(1);
        request.onClose(() -> {
            if (streams.remove(stream) != null) {
                watched(-1);
            }
            timer.close();
        });
    }

    private void watched(int more) {
        loops.forEach(loop -> loop.watched(more));
    }

    /** A client that is slow gets fewer. */
    private void send(EventStream stream) {
        if (stream.pendingOutput() == 0) {
            stream.send(json());
        }
    }

    /** Ends all streams. */
    void end() {
        streams.values().forEach(Event::close);
        List.copyOf(streams.keySet()).forEach(EventStream::close);
        watched(-streams.size());
        streams.clear();
    }

    private String json() {
        Runtime runtime = Runtime.getRuntime();
        return "{\"millis\":" + System.currentTimeMillis() + ",\"started\":" + started + ",\"java\":\""
                + Runtime.version().feature() + "\",\"heap\":" + (runtime.totalMemory() - runtime.freeMemory())
                + ",\"loops\":[" + loops.stream().map(LoopStats::json).collect(Collectors.joining(",")) + "]}";
    }
}

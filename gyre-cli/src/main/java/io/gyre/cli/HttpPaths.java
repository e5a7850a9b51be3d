package io.gyre.cli;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Status;
import io.gyre.http.server.AccessLog;
import io.gyre.http.server.CombinedLog;
import io.gyre.http.server.HttpRequest;
import io.gyre.http.server.HttpServer;
import io.gyre.http.server.StaticFiles;
import io.gyre.http.websocket.PerMessageDeflate;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketServer;
import io.gyre.http.websocket.WebSocketSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What {@code gyre http} answers. */
final class HttpPaths {
    /** How much of an echo may wait for the client before it must not send more. */
    private static final long MOST_ECHOED = 256 << 10;

    private static final WebSocketSettings ECHO = WebSocketSettings.DEFAULT.withDeflate(PerMessageDeflate.DEFAULT);

    @Option(
            names = "--post-echo",
            paramLabel = "PATH",
            description = "Answer a POST to this path with its own content.")
    private @Nullable String postEcho;

    @Option(
            names = "--ws-echo",
            paramLabel = "PATH",
            description = "Answer WebSocket messages at this path with themselves.")
    private @Nullable String wsEcho;

    @Option(names = "--log", description = "Print a line for each request, in the combined format.")
    private boolean log;

    @Option(
            names = "--live",
            description = "Show /_gyre/, the live page, also where others than this machine can reach it.")
    private boolean live;

    private final List<LoopStats> loops = new CopyOnWriteArrayList<>();

    /** Each is for its server's loop. */
    private final Map<HttpServer, LivePage> pages = new ConcurrentHashMap<>();

    HttpPaths() {}

    /** Ends the streams of a live page, which would go on for ever. */
    void endLivePage(HttpServer server) {
        LivePage page = pages.get(server);
        if (page != null) {
            page.end();
        }
    }

    void add(HttpServer server, Path folder, InetAddress address, PrintWriter out) throws IOException {
        server.handleOthers(new StaticFiles(folder, true));
        if (postEcho != null) {
            server.stream(postEcho, HttpPaths::echo);
        }
        if (wsEcho != null) {
            server.upgrade(wsEcho, new WebSocketServer(ECHO, _ -> WebSocket::send));
        }
        AccessLog lines = log ? new CombinedLog(line -> print(out, line)) : null;
        if (live || address.isLoopbackAddress()) {
            loops.add(new LoopStats(server, lines == null ? (_, _, _) -> {} : lines));
            var page = new LivePage(loops);
            page.add(server);
            pages.put(server, page);
        } else {
            server.accessLog(lines);
        }
    }

    private static void print(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private static void echo(HttpRequest request) {
        request.responseHeaders().add("Content-Type", "application/octet-stream");
        String length = request.header("Content-Length");
        if (length != null) {
            request.responseHeaders().add("Content-Length", length);
        }
        request.startReply(Status.OK, null);
        request.onBody((_, part) -> send(request, part));
        request.onBodyEnd(HttpRequest::endReply);
    }

    private static void send(HttpRequest request, EvBuffer part) {
        request.sendChunk(part);
        if (request.pendingOutput() > MOST_ECHOED) {
            request.pauseBody();
            request.onFlushed(request::resumeBody);
        }
    }
}

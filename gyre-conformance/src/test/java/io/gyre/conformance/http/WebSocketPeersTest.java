package io.gyre.conformance.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.Status;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpServer;
import io.gyre.http.websocket.HandshakeFailure;
import io.gyre.http.websocket.PerMessageDeflate;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketClient;
import io.gyre.http.websocket.WebSocketLimits;
import io.gyre.http.websocket.WebSocketListener;
import io.gyre.http.websocket.WebSocketOpening;
import io.gyre.http.websocket.WebSocketRequest;
import io.gyre.http.websocket.WebSocketServer;
import io.gyre.http.websocket.WebSocketSettings;
import io.gyre.net.HostResolver;
import io.gyre.testing.MechanismUnderTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both sides of WebSocket with programs that we did not write: Chromium, Python's websockets, and ws of Node.js. */
class WebSocketPeersTest {
    private static final long PATIENCE_SECONDS = 60;

    /** Debian's, which may not be the first on the PATH. */
    private static final String PYTHON = "/usr/bin/python3";

    /** Where Debian keeps what its packages bring for Node.js. */
    private static final Path NODE_MODULES = Path.of("/usr/share/nodejs");

    private static final WebSocketSettings SETTINGS =
            WebSocketSettings.DEFAULT.withLimits(WebSocketLimits.DEFAULT.withMessage(4 << 20));

    /** Sends messages of all kinds, wants each back, and reports the extensions in the last. */
    private static final String PAGE = """
        <!doctype html><script>
        const socket = new WebSocket("ws://" + location.host + "/ws", ["b", "a"]);
        socket.binaryType = "arraybuffer";
        const noise = crypto.getRandomValues(new Uint8Array(60000));
        const messages = ["hello", "Grüße, 你好, 😀".repeat(3000), "x".repeat(1000000), "", noise];
        let at = 0;
        const text = m => typeof m == "string" ? m : new Uint8Array(m).join();
        const next = () => socket.send(at < messages.length ? messages[at]
            : "report " + socket.protocol + " [" + socket.extensions + "]");
        socket.onopen = next;
        socket.onmessage = event => {
          if (at == messages.length) { socket.close(3210, "fine"); return; }
          if (text(event.data) != text(messages[at])) { socket.send("report wrong " + at); return; }
          at++;
          next();
        };
        </script>
        """;

    private static final String PYTHON_CLIENT = """
        import asyncio, os, sys, websockets
        from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
        async def main(url, kind):
            extensions = [] if kind == "none" else [ClientPerMessageDeflateFactory(
                client_max_window_bits=True, server_max_window_bits=12 if kind == "small" else None)]
            async with websockets.connect(url, compression=None, extensions=extensions, max_size=None) as ws:
                for message in ["hello", "ü" * 1000, "x" * 200000, b"\\0" * 70000, os.urandom(5000), ""] * 2:
                    await ws.send(message)
                    assert await ws.recv() == message
                await ws.send(["a", "b" * 1000, "c"])
                assert await ws.recv() == "a" + "b" * 1000 + "c"
                await (await ws.ping())
                print("ok", ws.extensions)
        asyncio.run(main(*sys.argv[1:]))
        """;

    private static final String PYTHON_SERVER = """
        import asyncio, sys, websockets
        async def echo(ws):
            async for message in ws:
                await ws.send(message)
        async def main(kind):
            deflate = None if kind == "none" else "deflate"
            async with websockets.serve(echo, "127.0.0.1", 0, compression=deflate, max_size=None) as server:
                print(server.sockets[0].getsockname()[1], flush=True)
                await asyncio.Future()
        asyncio.run(main(*sys.argv[1:]))
        """;

    private static final String NODE_CLIENT = """
        const { WebSocket } = require("ws");
        const [url, kind] = process.argv.slice(2);
        const forgets = kind == "forgets";
        const socket = new WebSocket(url, { perMessageDeflate: kind != "none" && {
            threshold: 0, serverNoContextTakeover: forgets, clientNoContextTakeover: forgets } });
        const noise = require("crypto").randomBytes(70000);
        const messages = ["hello", "ü".repeat(1000), "x".repeat(200000), noise, "", "hello"];
        let at = 0, pong = false;
        const next = () => {
          if (at < messages.length) { socket.send(messages[at]); return; }
          for (const part of ["a", "b".repeat(1000)]) socket.send(part, { fin: false });
          socket.ping("still there?");
          socket.send("c");
        };
        socket.on("open", next);
        socket.on("pong", data => pong = data == "still there?");
        socket.on("message", (data, binary) => {
          const wanted = at < messages.length ? messages[at] : "a" + "b".repeat(1000) + "c";
          const same = Buffer.from(wanted).equals(data) && binary == (wanted === noise);
          if (!same || at++ == messages.length) {
            console.log(same && pong ? "ok" : "wrong " + at, socket.extensions);
            socket.close(1000);
          } else next();
        });
        """;

    private static final String NODE_SERVER = """
        const { WebSocketServer } = require("ws");
        const server = new WebSocketServer({ host: "127.0.0.1", port: 0,
            perMessageDeflate: process.argv[2] != "none" && { threshold: 0 } });
        server.on("listening", () => console.log(server.address().port));
        server.on("connection", socket =>
            socket.on("message", (data, binary) => socket.send(data, { binary })));
        """;

    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private final HttpServer server = new HttpServer(base);
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Thread loop = new Thread(base::dispatch, "server");
    private final List<Process> processes = new ArrayList<>();
    private int port;

    @TempDir
    private Path folder = Path.of(".");

    @BeforeEach
    void bind() throws IOException {
        BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process each : processes) {
            List<ProcessHandle> children = each.descendants().toList(); // A browser's go on to write to its profile.
            each.destroy();
            if (!each.waitFor(10, TimeUnit.SECONDS)) {
                each.destroyForcibly().waitFor();
            }
            for (ProcessHandle child : children) {
                child.destroyForcibly();
                child.onExit().join();
            }
        }
        base.execute(() -> {
            server.close();
            base.loopBreak();
        });
        if (loop.isAlive()) {
            loop.join();
        }
        base.close();
    }

    private static void require(boolean found, String name, String debianPackage) {
        assumeTrue(
                found || "true".equals(System.getenv("CI")),
                "SKIPPED, for " + name + " is not installed: apt-get install " + debianPackage);
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static void requirePython() throws IOException, InterruptedException {
        boolean found = Files.isExecutable(Path.of(PYTHON))
                && new ProcessBuilder(PYTHON, "-c", "import websockets").start().waitFor() == 0;
        require(found, "Python's websockets", "python3-websockets");
    }

    private static void requireNode() {
        require(isOnPath("node") && Files.isDirectory(NODE_MODULES.resolve("ws")), "ws of Node.js", "nodejs node-ws");
    }

    private Process start(String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NODE_PATH", NODE_MODULES.toString());
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    private Process node(String script, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("peer.js"), script);
        List<String> command = new ArrayList<>(List.of("node", file.toString()));
        command.addAll(List.of(arguments));
        return start(command.toArray(String[]::new));
    }

    private Process python(String script, String... arguments) throws IOException {
        Path file = Files.writeString(folder.resolve("peer.py"), script);
        List<String> command = new ArrayList<>(List.of(PYTHON, file.toString()));
        command.addAll(List.of(arguments));
        return start(command.toArray(String[]::new));
    }

    private String event() throws InterruptedException {
        return String.valueOf(events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private void serve(WebSocketSettings settings) {
        server.upgrade("/ws", new WebSocketServer(settings, socket -> new Echo()));
        loop.start();
    }

    /** Sends messages back, and notes what is said to be a report. */
    private final class Echo implements WebSocketListener {
        @Override
        public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
            if (text && message.length() < 500) {
                var bytes = new byte[(int) message.length()];
                message.copyOut(bytes);
                String content = new String(bytes, UTF_8);
                if (content.startsWith("report ")) {
                    events.add(content);
                }
            }
            socket.send(text, message);
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason) {
            events.add("closed " + code + " " + reason + (socket.isDeflating() ? " deflating" : ""));
        }
    }

    /** Asks, and notes the answers. */
    private final class Asker implements WebSocketOpening, WebSocketListener {
        private final List<String> questions;
        private int at;

        Asker(String... questions) {
            this.questions = List.of(questions);
        }

        @Override
        public WebSocketListener onOpen(WebSocket socket) {
            events.add("open" + (socket.isDeflating() ? " deflating" : ""));
            ask(socket);
            return this;
        }

        private void ask(WebSocket socket) {
            if (at < questions.size()) {
                socket.sendText(questions.get(at));
                at++;
            } else {
                socket.close(1000, "done");
            }
        }

        @Override
        public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
            events.add(message.removeString((int) message.length(), UTF_8));
            ask(socket);
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason) {
            events.add("closed " + code);
        }

        @Override
        public void onFailure(HandshakeFailure why) {
            events.add(why.toString());
        }
    }

    /** The browser is told over its DevTools, a WebSocket server, to open a page that is our server's client. */
    @Test
    void chromiumRunsAnEchoOnceOurClientHasToldItTo() throws IOException, InterruptedException {
        require(isOnPath("chromium"), "Chromium", "chromium");
        server.handle("/", request -> {
            request.responseHeaders().add("Content-Type", "text/html; charset=utf-8");
            request.reply(Status.OK, PAGE.getBytes(UTF_8));
        });
        serve(SETTINGS.withDeflate(PerMessageDeflate.DEFAULT).withProtocols("a", "b"));
        Process chromium = start(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank");
        String tools = lineWith(chromium, "DevTools listening on ").replaceFirst(".* on ", "");
        String open = "{\"id\":1,\"method\":\"Target.createTarget\",\"params\":{\"url\":\"http://127.0.0.1:PORT/\"}}";
        var asker = new Asker(open.replace("PORT", Integer.toString(port)));
        base.execute(() -> WebSocketClient.connect(
                base, WebSocketRequest.of(tools), HostResolver.system(), WebSocketSettings.DEFAULT, asker));
        List<String> seen = new ArrayList<>();
        while (seen.stream().noneMatch(each -> each.startsWith("closed 3210") || each.equals("null"))) {
            seen.add(event());
        }
        String all = String.join("\n", seen);
        assertTrue(all.contains("open\n"), all);
        assertTrue(all.contains("\"targetId\":"), all);
        assertTrue(all.contains("report a [permessage-deflate; server_no_context_takeover"), all);
        assertTrue(all.contains("closed 3210 fine deflating"), all);
    }

    private static String lineWith(Process process, String part) throws IOException {
        var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        String line = reader.readLine();
        while (line != null && !line.contains(part)) {
            line = reader.readLine();
        }
        Thread.ofVirtual().start(() -> reader.lines().forEach(_ -> {})); // So that it never waits for us to read.
        return String.valueOf(line);
    }

    @ParameterizedTest
    @CsvSource({"none,false,false", "deflate,false,true", "deflate,true,true", "small,true,false"})
    void pythonsClientGetsItsMessagesBack(String kind, boolean keeps, boolean deflates)
            throws IOException, InterruptedException {
        requirePython();
        serve(SETTINGS.withDeflate(PerMessageDeflate.DEFAULT.withContext(keeps, keeps)));
        Process client = python(PYTHON_CLIENT, "ws://127.0.0.1:" + port + "/ws", kind);
        String printed = new String(client.getInputStream().readAllBytes(), UTF_8);
        assertTrue(printed.startsWith("ok "), printed);
        assertEquals(deflates, printed.contains("PerMessageDeflate"), printed);
        assertEquals("closed 1000 " + (deflates ? " deflating" : ""), event());
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "forgets", "keeps"})
    void pythonsServerSendsMessagesBack(String kind) throws IOException, InterruptedException {
        requirePython();
        sendsMessagesBack(python(PYTHON_SERVER, kind), kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "forgets", "keeps"})
    void nodesServerSendsMessagesBack(String kind) throws IOException, InterruptedException {
        requireNode();
        sendsMessagesBack(node(NODE_SERVER, kind), kind);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "forgets", "keeps"})
    void nodesClientGetsItsMessagesBack(String kind) throws IOException, InterruptedException {
        requireNode();
        boolean keeps = kind.equals("keeps");
        serve(SETTINGS.withDeflate(PerMessageDeflate.DEFAULT.withContext(keeps, keeps)));
        Process client = node(NODE_CLIENT, "ws://127.0.0.1:" + port + "/ws", kind);
        String printed = new String(client.getInputStream().readAllBytes(), UTF_8);
        boolean deflates = !kind.equals("none");
        assertEquals("ok " + (deflates ? "permessage-deflate" : "") + "\n", printed);
        assertEquals("closed 1000 " + (deflates ? " deflating" : ""), event());
    }

    private void sendsMessagesBack(Process peer, String kind) throws IOException, InterruptedException {
        loop.start();
        int theirs = Integer.parseInt(lineWith(peer, ""));
        boolean keeps = kind.equals("keeps");
        WebSocketSettings settings = SETTINGS.withDeflate(PerMessageDeflate.DEFAULT.withContext(keeps, keeps));
        String[] messages = {"hello", "ü".repeat(1000), "x".repeat(500_000), "0123456789".repeat(100), ""};
        var asker = new Asker(messages);
        base.execute(() -> WebSocketClient.connect(
                base, WebSocketRequest.of("ws://127.0.0.1:" + theirs), HostResolver.system(), settings, asker));
        assertEquals("open" + (kind.equals("none") ? "" : " deflating"), event());
        for (String each : messages) {
            assertEquals(each, event());
        }
        assertEquals("closed 1000", event());
    }
}

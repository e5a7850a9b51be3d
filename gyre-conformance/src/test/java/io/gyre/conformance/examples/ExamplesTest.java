package io.gyre.conformance.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.BufferPool;
import io.gyre.buffer.EvBuffer;
import io.gyre.conformance.rpc.Libevent;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.server.HttpServer;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.SocketAddresses;
import io.gyre.rpc.RpcPool;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the documents quote. */
class ExamplesTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void theTimeIsToldToWhoeverConnects() throws Exception {
        ByteBuffer told = ByteBuffer.allocateDirect(64);
        var descriptors = Descriptors.system();
        try (var base = new EventBase();
                Fd listener = descriptors.listen(SocketAddresses.parse("127.0.0.1"));
                Fd client = descriptors.connect(Objects.requireNonNull(listener.localAddress()))) {
            base.event(listener, EventMask.READ, (_, _) -> Daytime.tellTheTime(listener))
                    .add();
            base.event(client, EventMask.READ, (_, _) -> client.read(told)).add();
            base.dispatch();
        }
        String line = StandardCharsets.US_ASCII.decode(told.flip()).toString();
        assertTrue(line.endsWith("\r\n"), line);
        assertTrue(Instant.parse(line.strip()).isBefore(Instant.now().plusMillis(1)), line);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void thePortTicksUntilItIsInterrupted() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process port = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Ported.class.getName())
                .redirectErrorStream(true)
                .start();
        try (var lines = port.inputReader()) {
            assertEquals("tick", lines.readLine());
            new ProcessBuilder("kill", "-INT", String.valueOf(port.pid()))
                    .start()
                    .waitFor();
            assertTrue(port.waitFor(30, TimeUnit.SECONDS));
            assertEquals(0, port.exitValue());
        } finally {
            port.destroyForcibly();
        }
    }

    @Test
    void linesAreAnsweredLoudlyAsTheyAreComplete() throws Exception {
        long before = BufferPool.shared().liveBytes();
        try (var input = new EvBuffer();
                var output = new EvBuffer()) {
            var peer = new SlowPeer("hel", "lo\r\nthere\nand", " more\n");
            while (Shout.answer(peer, input, output)) {
                assertTrue(output.length() < 64);
            }
            while (!output.isEmpty()) {
                Shout.answer(peer, input, output);
            }
            assertEquals("HELLO\r\nTHERE\r\nAND MORE\r\n", peer.taken());
        }
        assertEquals(before, BufferPool.shared().liveBytes());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theStoreKeepsWhatClientsInJavaAndInCPut(@TempDir Path folder) throws Exception {
        Path program = Libevent.build(folder, "kv_client.c", Path.of("src", "test", "rpc", "kv.rpc"));
        try (var base = new EventBase()) {
            var http = new HttpServer(base);
            var pool = new RpcPool(base);
            KeyValueServer.serve(http);
            var socket = http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var address = (InetSocketAddress) Objects.requireNonNull(socket.address());
            pool.addConnection(new ClientConnection(base, "127.0.0.1", address));
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            var got = KeyValueClient.putAndGet(pool, "greeting", "hello").get(30, TimeUnit.SECONDS);
            assertEquals("hello", got.value().orElseThrow().toText());
            String port = Integer.toString(address.getPort());
            assertEquals(List.of("put: 0", "from C"), Libevent.linesOf(program, List.of(), port, "greeting", "from C"));
            base.execute(() -> {
                pool.close();
                http.close();
                base.loopBreak();
            });
            loop.join();
        }
    }
}

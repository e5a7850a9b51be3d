package io.gyre.conformance.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.rpc.messages.Every;
import io.gyre.conformance.rpc.messages.Inner;
import io.gyre.conformance.rpc.messages.Msg;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.server.HttpServer;
import io.gyre.rpc.RpcError;
import io.gyre.rpc.RpcException;
import io.gyre.rpc.RpcMethod;
import io.gyre.rpc.RpcPool;
import io.gyre.rpc.RpcServer;
import io.gyre.tag.Bytes;
import io.gyre.tag.MalformedTagException;
import io.gyre.tag.TagReader;
import io.gyre.tag.TagWriter;
import io.gyre.tag.TaggedMessage;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages and calls between Gyre and a program in C, which libevent's own generator and library make. */
class EvrpcTest {
    private static final Path MESSAGES =
            Path.of("..", "gyre-rpc", "src", "test", "rpc", "messages.rpc").toAbsolutePath();
    private static final RpcMethod<Every, Every> ECHO = new RpcMethod<>("Echo", Every.TYPE, Every.TYPE);
    private static final RpcMethod<Every, Every> NEVER = new RpcMethod<>("Never", Every.TYPE, Every.TYPE);

    @TempDir
    private Path folder = Path.of("");

    private Path peer = Path.of("");

    @BeforeEach
    void build() throws IOException, InterruptedException {
        peer = Libevent.build(folder, "rpc_peer.c", MESSAGES);
    }

    private static Every.Builder required() {
        return Every.builder()
                .intRequired(-1)
                .int64Required(Long.MIN_VALUE)
                .stringRequired("\u00e9\u20ac\ud83d\ude00.")
                .bytesRequired(Bytes.of("a\0b"))
                .fixedRequired(Bytes.of("abc"))
                .structRequired(Inner.builder().a(0).s("").build());
    }

    /** What {@code full} of the C program has. */
    private static Every full() {
        return required()
                .intOptional(16)
                .int64Optional(1L << 32)
                .stringOptional("text")
                .bytesOptional(Bytes.of("xyz"))
                .fixedOptional(Bytes.of("xyz"))
                .structOptional(Inner.builder().a(255).build())
                .intArray(List.of(0, -1, 0x1000))
                .int64Array(List.of(-1L, 0L))
                .stringArray(List.of("", "one"))
                .addStructArray(Inner.builder().a(1).build())
                .addStructArray(Inner.builder().a(2).s("two").build())
                .build();
    }

    private static String hex(TaggedMessage message) {
        return HexFormat.of().formatHex(new TagWriter().write(message).toBytes());
    }

    @Test
    void whatCWritesIsWhatJavaWritesAndReads() throws Exception {
        List<String> lines = Libevent.linesOf(peer, List.of(), "encode");
        assertEquals(List.of(hex(required().build()), hex(full())), lines);
        assertEquals(full(), new TagReader().read(HexFormat.of().parseHex(lines.getLast()), Every.TYPE));
    }

    @Test
    void whatJavaWritesIsReadByC() throws Exception {
        var messages = new ArrayList<String>();
        for (int shift = 0; shift < 64; shift++) {
            Inner inner = Inner.builder().a((int) (1L << shift)).build();
            messages.add(hex(required()
                    .int64Required(1L << shift)
                    .bytesRequired(Bytes.of(new byte[shift * 37]))
                    .structOptional(inner)
                    .int64Optional((1L << shift) - 1)
                    .stringOptional("\u00fc".repeat(shift))
                    .structArray(Collections.nCopies(shift, inner))
                    .build()));
        }
        assertEquals(messages, Libevent.linesOf(peer, messages, "echo", "every"));
    }

    /** Each is refused by both, or read by both with the same result. */
    @Test
    void whatCRefusesIsRefusedHereToo() throws Exception {
        byte[] good =
                HexFormat.of().parseHex("0103626f6202010703010103022001040401020304050378797a06030101050703010106");
        var inputs = new ArrayList<String>();
        for (int length = 1; length < good.length; length++) {
            inputs.add(HexFormat.of().formatHex(Arrays.copyOf(good, length)));
        }
        for (int i = 0; i < good.length; i++) {
            for (int value : new int[] {0, 1, 0x7f, 0x80, 0xff, good[i] + 1}) {
                byte[] bad = good.clone();
                bad[i] = (byte) value;
                inputs.add(HexFormat.of().formatHex(bad));
            }
        }
        List<String> fromC = Libevent.linesOf(peer, inputs, "echo", "msg");
        assertEquals(inputs.size(), fromC.size());
        for (int i = 0; i < inputs.size(); i++) {
            String mine = again(inputs.get(i));
            boolean differs = mine.equals("refused") ? isAllowed(inputs.get(i)) : hasNul(inputs.get(i));
            if (!differs) {
                assertEquals(fromC.get(i), mine, inputs.get(i));
            }
        }
    }

    /** libevent takes a NUL for the end of a string, and Gyre does not. */
    private static boolean hasNul(String hex) throws MalformedTagException {
        Msg read = new TagReader().read(HexFormat.of().parseHex(hex), Msg.TYPE);
        return read.name().indexOf(0) >= 0;
    }

    /** Gyre also refuses text that is no UTF-8, and what libevent leaves behind a number. */
    private static boolean isAllowed(String hex) {
        try {
            new TagReader().read(HexFormat.of().parseHex(hex), Msg.TYPE);
            return false;
        } catch (MalformedTagException why) {
            String message = String.valueOf(why.getMessage());
            return message.contains("no UTF-8") || message.contains("behind its number");
        }
    }

    private static String again(String hex) {
        try {
            return hex(new TagReader().read(HexFormat.of().parseHex(hex), Msg.TYPE));
        } catch (MalformedTagException refused) {
            return "refused";
        }
    }

    @Test
    void aClientInCCallsAServerInJava() throws Exception {
        try (var base = MechanismUnderTest.newBase(Assumptions::abort)) {
            var http = new HttpServer(base);
            var server = new RpcServer(http);
            server.register(ECHO, call -> call.reply(call.request()));
            server.register(NEVER, call -> {});
            var socket = http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
            Thread loop = Thread.ofPlatform().start(base::dispatch);
            List<String> lines = Libevent.linesOf(peer, List.of(), "client", Integer.toString(port));
            base.execute(() -> {
                http.close();
                base.loopBreak();
            });
            loop.join();
            var expected = new ArrayList<>(Collections.nCopies(20, hex(full())));
            expected.add("error 1");
            assertEquals(expected, lines);
        }
    }

    @Test
    void aClientInJavaCallsAServerInC() throws Exception {
        Process server = new ProcessBuilder(peer.toString(), "server").start();
        try (var base = MechanismUnderTest.newBase(Assumptions::abort);
                var lines = server.inputReader()) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(lines.readLine()));
            var pool = new RpcPool(base);
            for (int i = 0; i < 3; i++) {
                pool.addConnection(new ClientConnection(base, "localhost", address));
            }
            var calls = new ArrayList<CompletableFuture<Every>>();
            for (int i = 0; i < 50; i++) {
                calls.add(pool.call(ECHO, required().intOptional(i).build()));
            }
            CompletableFuture<Every> never = CompletableFuture.allOf(calls.toArray(CompletableFuture<?>[]::new))
                    .thenCompose(_ -> {
                        pool.timeout(Duration.ofMillis(100));
                        return pool.call(NEVER, full());
                    });
            var end = never.whenComplete((_, _) -> {
                pool.close();
                base.loopBreak();
            });
            base.dispatch();
            assertTrue(end.isDone());
            for (int i = 0; i < 50; i++) {
                assertEquals(required().intOptional(i).build(), calls.get(i).get(0, TimeUnit.SECONDS));
            }
            var why = assertThrows(ExecutionException.class, never::get);
            assertEquals(
                    RpcError.TIMEOUT,
                    assertInstanceOf(RpcException.class, why.getCause()).error());
        } finally {
            server.destroy();
            assertTrue(server.waitFor(10, TimeUnit.SECONDS));
        }
    }
}

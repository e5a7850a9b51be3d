package io.gyre.bench.gyre;

import com.sun.management.ThreadMXBean;
import io.gyre.bench.peer.Out;
import io.gyre.bench.rpc.Inner;
import io.gyre.bench.rpc.Twenty;
import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.server.HttpServer;
import io.gyre.rpc.RpcContext;
import io.gyre.rpc.RpcMethod;
import io.gyre.rpc.RpcPool;
import io.gyre.rpc.RpcResult;
import io.gyre.rpc.RpcServer;
import io.gyre.tag.Bytes;
import io.gyre.tag.MalformedTagException;
import io.gyre.tag.TagReader;
import io.gyre.tag.TagWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * RPC over Gyre. Arguments: {@code nolock} and {@code server PORT}, {@code client PORT CONNECTIONS WARM_UP_MS MEASURED_MS}, or
 * {@code codec WARM_UP_MS SAMPLES SAMPLE_MS}.
 */
public final class Rpc {
    private static final RpcMethod<Inner, Inner> ECHO = new RpcMethod<>("Echo", Inner.TYPE, Inner.TYPE);
    private static final Inner QUESTION =
            Inner.builder().a(300).s("a small message").build();
    private static final int BATCH = 1000;

    private final EventBase base;
    private final RpcPool pool;
    private long calls;

    private Rpc(EventBase base) {
        this.base = base;
        pool = new RpcPool(base);
    }

    public static void main(String[] arguments) throws IOException {
        EventBase base = Bases.of(arguments[0]);
        switch (arguments[1]) {
            case "server" -> serve(base, number(arguments, 2));
            case "client" ->
                new Rpc(base)
                        .load(number(arguments, 2), number(arguments, 3), number(arguments, 4), number(arguments, 5));
            default -> codec(base, number(arguments, 2), number(arguments, 3), number(arguments, 4));
        }
    }

    private static int number(String[] arguments, int index) {
        return Integer.parseInt(arguments[index]);
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void serve(EventBase base, int port) throws IOException {
        var http = new HttpServer(base);
        new RpcServer(http).register(ECHO, call -> {
            Inner asked = call.request();
            call.reply(Inner.builder().a(asked.a()).s(asked.s().orElseThrow()).build());
        });
        http.bind(local(port));
        Out.ready();
        base.dispatch();
    }

    private void load(int port, int connections, int warmUp, int measured) {
        for (int i = 0; i < connections; i++) {
            pool.addConnection(new ClientConnection(base, "127.0.0.1", local(port)));
        }
        for (int i = 0; i < connections; i++) {
            call();
        }
        runFor(warmUp);
        calls = 0;
        long nanos = runFor(measured);
        Out.metric("calls_per_s", calls * 1e9 / nanos);
        System.exit(0);
    }

    private void call() {
        pool.call(ECHO, QUESTION, this::answered);
    }

    private void answered(RpcContext context, RpcResult<Inner> result) {
        if (result instanceof RpcResult.Failed<Inner> failed) {
            throw new IllegalStateException(failed.why());
        }
        calls++;
        call();
    }

    private long runFor(int millis) {
        long begin = System.nanoTime();
        base.loopExit(Duration.ofMillis(millis));
        base.dispatch();
        return System.nanoTime() - begin;
    }

    private static Twenty message() {
        Inner inner = Inner.builder().a(255).s("inner").build();
        return Twenty.builder()
                .i1(1)
                .i2(300)
                .i3(70000)
                .i4(-1)
                .l1(1L << 40)
                .l2(5)
                .l3(-1)
                .s1("hello")
                .s2("a longer piece of text")
                .s3("x")
                .s4("key-0123456789")
                .s5("value")
                .b1(Bytes.of("abcdefgh"))
                .b2(Bytes.of(new byte[64]))
                .f1(Bytes.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)))
                .n1(inner)
                .n2(inner)
                .oi(7)
                .os("optional")
                .ol(9)
                .build();
    }

    private static void codec(EventBase base, int warmUp, int samples, int millis) throws MalformedTagException {
        var writer = new TagWriter();
        var reader = new TagReader();
        try (var buffer = new EvBuffer(base.buffers())) {
            roundTrips(writer, reader, buffer, warmUp, false);
            for (int i = 0; i < samples; i++) {
                roundTrips(writer, reader, buffer, millis, true);
            }
        }
    }

    private static void roundTrips(TagWriter writer, TagReader reader, EvBuffer buffer, int millis, boolean told)
            throws MalformedTagException {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Twenty message = message();
        long count = 0;
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long begin = System.nanoTime();
        long now;
        do {
            for (int i = 0; i < BATCH; i++) {
                writer.write(message).moveTo(buffer);
                if (reader.read(buffer, Twenty.TYPE).i2() != 300) {
                    throw new IllegalStateException("another message came back");
                }
            }
            count += BATCH;
            now = System.nanoTime();
        } while (now - begin < millis * 1_000_000L);
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        if (told) {
            Out.metric("ns", (now - begin) / (double) count);
            Out.metric("allocated", allocated / (double) count);
        }
    }
}

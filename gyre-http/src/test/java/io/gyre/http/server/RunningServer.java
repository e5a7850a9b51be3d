package io.gyre.http.server;

import io.gyre.event.EventBase;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Assumptions;

/** A server whose loop runs on a thread of its own, so that a test can be an ordinary client. */
final class RunningServer implements AutoCloseable {
    private final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    private final HttpServer server = new HttpServer(base);
    private final Thread thread;
    private final InetSocketAddress address;

    RunningServer(Consumer<HttpServer> setUp) throws IOException {
        setUp.accept(server);
        BoundSocket socket = server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        address = (InetSocketAddress) Objects.requireNonNull(socket.address());
        thread = Thread.ofPlatform().name("server").start(base::dispatch);
    }

    InetSocketAddress address() {
        return address;
    }

    Client connect() throws IOException {
        return new Client(address);
    }

    /** {@return what {@code question} answers on the loop} */
    <T> T onLoop(Supplier<T> question) throws InterruptedException, ExecutionException, TimeoutException {
        var answer = new CompletableFuture<T>();
        base.execute(() -> answer.complete(question.get()));
        return answer.get(30, TimeUnit.SECONDS);
    }

    /** Runs the loop until something is so. */
    void await(Supplier<Boolean> condition) throws InterruptedException, ExecutionException, TimeoutException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!onLoop(condition)) {
            if (System.nanoTime() - until > 0) {
                throw new TimeoutException("it did not become so in 30 seconds");
            }
            Thread.onSpinWait();
        }
    }

    HttpServer server() {
        return server;
    }

    @Override
    public void close() {
        base.execute(() -> {
            server.close();
            base.loopBreak();
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        base.close();
    }
}

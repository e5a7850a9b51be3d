package io.gyre.rpc;

import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import io.gyre.http.client.ClientConnection;
import io.gyre.http.server.HttpServer;
import io.gyre.testing.MechanismUnderTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** A server and a pool on one loop, which the test runs. */
final class RunningServer implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 20;

    final EventBase base = MechanismUnderTest.newBase(Assumptions::abort);
    final HttpServer http = new HttpServer(base);
    final RpcServer server = new RpcServer(http);
    final RpcPool pool = new RpcPool(base);
    private final int port;

    RunningServer(int connections) throws IOException {
        var socket = http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        port = ((InetSocketAddress) Objects.requireNonNull(socket.address())).getPort();
        for (int i = 0; i < connections; i++) {
            pool.addConnection(connection());
        }
    }

    ClientConnection connection() {
        return new ClientConnection(
                base, "127.0.0.1:" + port, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    int port() {
        return port;
    }

    /** Runs the loop until something is so. */
    void runUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("it did not become so in " + PATIENCE_SECONDS + " s:\n" + base.explain());
            }
            base.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK);
        }
    }

    @Override
    public void close() {
        pool.close();
        server.close();
        http.close();
        base.close();
    }
}

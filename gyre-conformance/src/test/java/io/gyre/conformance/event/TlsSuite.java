package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** TLS over bufferevents, as a rule over a pair. Engines compute within the loop, so that nothing depends on other threads. */
abstract class TlsSuite extends BufferEventSuite {
    static final EventMask BOTH = EventMask.READ.or(EventMask.WRITE);
    static final TlsSettings HERE = TlsSettings.DEFAULT.withTasks(Runnable::run);

    /** A loop that comes this often to nothing new has stopped making progress. */
    private static final int MOST_TURNS = 10_000;

    final Noting clientNotes = new Noting("c");
    final Noting serverNotes = new Noting("s");

    TlsSuite(World world) {
        super(world);
    }

    static Path file(String name) {
        try {
            var url = TlsSuite.class.getResource("/io/gyre/conformance/tls/" + name);
            return Path.of(Objects.requireNonNull(url, name).toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    static TlsServer.Builder server() {
        return TlsServer.builder()
                .identity(file("server.pem"), file("server.key"))
                .settings(HERE);
    }

    static TlsClient.Builder client() {
        return TlsClient.builder().trust(file("ca.pem")).settings(HERE);
    }

    static TlsClient built(TlsClient.Builder builder) {
        try {
            return builder.build();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    static TlsServer built(TlsServer.Builder builder) {
        try {
            return builder.build();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Two ends of one connection, and what is below them. */
    record Ends(TlsBufferEvent client, TlsBufferEvent server, BufferEvent belowClient, BufferEvent belowServer) {}

    Ends ends(BufferEventOption... options) {
        return ends(client(), server(), options);
    }

    Ends ends(TlsClient.Builder client, TlsServer.Builder server, BufferEventOption... options) {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        return ends(halves.first(), halves.second(), client, server, options);
    }

    Ends ends(
            BufferEvent below,
            BufferEvent otherBelow,
            TlsClient.Builder client,
            TlsServer.Builder server,
            BufferEventOption... options) {
        world.atTheEnd(below::close);
        world.atTheEnd(otherBelow::close);
        TlsBufferEvent first = built(client).over(below, "localhost", 1, options);
        TlsBufferEvent second = built(server).over(otherBelow, options);
        world.atTheEnd(first::close);
        world.atTheEnd(second::close);
        first.callbacks(clientNotes);
        second.callbacks(serverNotes);
        return new Ends(first, second, below, otherBelow);
    }

    /** {@return two ends whose handshake is done, which both read; the log is empty} */
    Ends opened(TlsClient.Builder client, TlsServer.Builder server, BufferEventOption... options) {
        return open(ends(client, server, options));
    }

    Ends opened(BufferEventOption... options) {
        return open(ends(options));
    }

    Ends open(Ends ends) {
        ends.client.enable(BOTH);
        ends.server.enable(BOTH);
        turnUntil(() -> ends.client.handshake() != null && ends.server.handshake() != null);
        settle();
        forgetLog();
        return ends;
    }

    void turnUntil(BooleanSupplier done) {
        for (int turn = 0; !done.getAsBoolean(); turn++) {
            assertTrue(turn < MOST_TURNS, "the loop makes no progress: " + base.explain());
            base.loop(LoopFlag.NONBLOCK);
        }
    }

    /** Lets the loop run until nothing is left to do at once. */
    void settle() {
        for (int i = 0; i < 30; i++) {
            look();
        }
    }
}

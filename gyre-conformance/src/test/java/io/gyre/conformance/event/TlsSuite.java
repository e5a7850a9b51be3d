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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.Provider;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

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

    /** {@return whose engines do the work; null for the Java runtime's} */
    @Nullable
    Provider provider() {
        return null;
    }

    /** {@return a server without a certificate} */
    TlsServer.Builder bareServer() {
        Provider other = provider();
        TlsServer.Builder bare = TlsServer.builder().settings(HERE);
        return other == null ? bare : bare.provider(other);
    }

    TlsServer.Builder server() {
        return bareServer().identity(file("server.pem"), file("server.key"));
    }

    /** {@return a client that trusts whom the system trusts} */
    TlsClient.Builder bareClient() {
        Provider other = provider();
        TlsClient.Builder bare = TlsClient.builder().settings(HERE);
        return other == null ? bare : bare.provider(other);
    }

    TlsClient.Builder client() {
        return bareClient().trust(file("ca.pem"));
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

    /** As a rule the engine is left to the collector; those of other providers hold descriptors until then. */
    void closedAtTheEnd(TlsBufferEvent made) {
        world.atTheEnd(made::close);
        if (provider() != null) {
            world.atTheEnd(() -> closeEngine(made.engine()));
        }
    }

    private static void closeEngine(SSLEngine engine) {
        engine.closeOutbound();
        try {
            engine.wrap(
                    ByteBuffer.allocate(0), ByteBuffer.allocate(1 << 15)); // The last words, which it keeps otherwise.
            engine.closeInbound();
        } catch (SSLException truncated) {
            assertTrue(engine.isInboundDone());
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
        closedAtTheEnd(first);
        closedAtTheEnd(second);
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

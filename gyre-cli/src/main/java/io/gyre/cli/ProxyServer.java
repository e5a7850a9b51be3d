package io.gyre.cli;

import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.RateLimit;
import io.gyre.event.EventBase;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.listener.ProxyHeader;
import io.gyre.listener.ProxyHeaderException;
import io.gyre.net.Fd;
import io.gyre.net.SocketAddresses;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsServer;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Relays every connection to one target, until it is told to drain. */
final class ProxyServer implements ProxySession.Owner {
    /**
     * How it treats its connections.
     *
     * @param rate of each connection, each way
     * @param idle how long a connection may move nothing
     * @param drain how long the last ones may take at the end
     */
    record Limits(@Nullable RateLimit rate, @Nullable Duration idle, Duration drain) {}

    /**
     * Which PROXY headers there are.
     *
     * @param accept whether every client must begin with one
     * @param send what the target is sent ahead of all else; null for nothing
     */
    record Headers(boolean accept, ProxyHeader.@Nullable Version send) {}

    private final EventBase base;
    private final SocketAddress target;
    private final Limits limits;
    private final Headers headers;
    private final PrintWriter out;
    private final ConnectionListener listener;
    private final Set<ProxySession> sessions = new HashSet<>();
    private boolean draining;
    private @Nullable TlsServer tlsServer;
    private @Nullable TlsClient tlsClient;

    ProxyServer(EventBase base, Fd socket, SocketAddress target, Limits limits, Headers headers, PrintWriter out) {
        this.base = base;
        this.target = target;
        this.limits = limits;
        this.headers = headers;
        this.out = out;
        listener = headers.accept
                ? ConnectionListener.of(base, socket, null, ListenerOption.CLOSE_ON_FREE, ListenerOption.PROXY_PROTOCOL)
                : ConnectionListener.of(base, socket, null, ListenerOption.CLOSE_ON_FREE);
        listener.errorCallback((_, failure) -> {
            print("cannot accept: " + failure.getMessage());
            endIfDone();
        });
        if (headers.accept) {
            listener.proxyErrorCallback(this::onProxyError);
            listener.proxyCallback((_, fd, peer, header) -> accept(fd, peer, header.destination()));
        } else {
            listener.callback((_, fd, peer) -> accept(fd, peer, null));
        }
    }

    /** Speaks TLS with the clients, with the target, or with both. */
    void tls(@Nullable TlsServer withClients, @Nullable TlsClient withTarget) {
        tlsServer = withClients;
        tlsClient = withTarget;
    }

    @Nullable
    SocketAddress address() {
        return listener.address();
    }

    private void accept(Fd fd, @Nullable SocketAddress peer, @Nullable SocketAddress destination) {
        var session = new ProxySession(base, fd, limits.rate, limits.idle, this);
        session.tls(tlsServer, tlsClient, target);
        sessions.add(session);
        SocketAddress to = destination != null ? destination : fd.localAddress();
        session.connect(target, headers.send == null ? new byte[0] : header(headers.send, peer, to));
    }

    private static byte[] header(
            ProxyHeader.Version version, @Nullable SocketAddress from, @Nullable SocketAddress to) {
        boolean inet = from instanceof InetSocketAddress && to instanceof InetSocketAddress;
        ProxyHeader header = switch (version) {
            case V1 -> ProxyHeader.v1(inet ? from : null, inet ? to : null);
            case V2 -> ProxyHeader.v2(inet ? from : null, inet ? to : null);
        };
        return header.serialise();
    }

    private void onProxyError(ConnectionListener same, @Nullable SocketAddress peer, ProxyHeaderException failure) {
        String from = peer == null ? "a client" : SocketAddresses.format(peer);
        print("closed the connection of " + from + ": " + failure.getMessage());
        endIfDone();
    }

    @Override
    public void onRefused(Outcome.Failed refusal) {
        print("cannot connect to " + SocketAddresses.format(target) + ", so a client was closed: "
                + refusal.cause().getMessage());
    }

    @Override
    public void onClosed(ProxySession session) {
        sessions.remove(session);
        endIfDone();
    }

    /** Accepts no more, and ends when the last connection has; the second time at once. */
    void drain() {
        if (draining) {
            cut();
            return;
        }
        draining = true;
        if (listener.awaitingHeader() == 0) {
            listener.close();
        } else {
            listener.disable(); // Those that were accepted are let in once their headers are there.
        }
        if (!endIfDone()) {
            print("accepts no more; waiting up to " + limits.drain.toSeconds() + " s for "
                    + count(sessions.size() + listener.awaitingHeader()));
            base.after(limits.drain, this::cut);
        }
    }

    private boolean endIfDone() {
        boolean done = draining && sessions.isEmpty() && listener.awaitingHeader() == 0;
        if (done) {
            base.loopExit();
        }
        return done;
    }

    private void cut() {
        print("cut " + count(sessions.size() + listener.awaitingHeader()));
        List.copyOf(sessions).forEach(ProxySession::close);
        base.loopExit();
    }

    private static String count(int connections) {
        return connections == 1 ? "1 connection" : connections + " connections";
    }

    void print(String line) {
        out.println("gyre proxy: " + line);
        out.flush();
    }

    void close() {
        listener.close();
        List.copyOf(sessions).forEach(ProxySession::close);
    }
}

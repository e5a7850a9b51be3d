package io.gyre.cli;

import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.RateLimit;
import io.gyre.event.EventBase;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.ErrnoException;
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

    private final EventBase base;
    private final SocketAddress target;
    private final Limits limits;
    private final PrintWriter out;
    private final ConnectionListener listener;
    private final Set<ProxySession> sessions = new HashSet<>();
    private boolean draining;
    private @Nullable TlsServer tlsServer;
    private @Nullable TlsClient tlsClient;

    ProxyServer(EventBase base, SocketAddress listen, SocketAddress target, Limits limits, PrintWriter out)
            throws ErrnoException {
        this.base = base;
        this.target = target;
        this.limits = limits;
        this.out = out;
        ListenerOption[] reuse = listen instanceof InetSocketAddress
                ? new ListenerOption[] {ListenerOption.REUSEABLE}
                : new ListenerOption[0];
        listener = ConnectionListener.bind(base, listen, null, reuse);
        listener.callback((_, fd, _) -> accept(fd));
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

    private void accept(Fd fd) {
        var session = new ProxySession(base, fd, limits.rate, limits.idle, this);
        session.tls(tlsServer, tlsClient, target);
        sessions.add(session);
        session.connect(target);
    }

    @Override
    public void onRefused(Outcome.Failed refusal) {
        print("cannot connect to " + SocketAddresses.format(target) + ", so a client was closed: "
                + refusal.cause().getMessage());
    }

    @Override
    public void onClosed(ProxySession session) {
        sessions.remove(session);
        if (draining && sessions.isEmpty()) {
            base.loopExit();
        }
    }

    /** Accepts no more, and ends when the last connection has; the second time at once. */
    void drain() {
        if (draining) {
            cut();
            return;
        }
        draining = true;
        listener.close();
        if (sessions.isEmpty()) {
            base.loopExit();
        } else {
            print("accepts no more; waiting up to " + limits.drain.toSeconds() + " s for " + count(sessions.size()));
            base.after(limits.drain, this::cut);
        }
    }

    private void cut() {
        print("cut " + count(sessions.size()));
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

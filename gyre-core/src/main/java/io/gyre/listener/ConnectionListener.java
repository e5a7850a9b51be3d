package io.gyre.listener;

import io.gyre.Log;
import io.gyre.backend.SocketAcceptor;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A socket that accepts connections on a loop: {@code evconnlistener}. All methods may be called from any thread that may use the
 * base; the callbacks run on the loop's.
 */
public final class ConnectionListener implements AutoCloseable {
    /** How many connections may wait to be accepted, unless said otherwise. */
    public static final int DEFAULT_BACKLOG = Descriptors.BACKLOG;

    /** How many connections are accepted before other events have their turn. */
    private static final int BATCH = 64;

    /** Stands where nobody looks: a listener without PROXY_PROTOCOL has no {@link ProxyCallback} of the user's. */
    private static final ProxyHeader NO_HEADER = ProxyHeader.ofProxyItself();

    private final EventBase base;
    private final Fd fd;
    private final Set<ListenerOption> options;
    private final Event readable;
    private final Shortage shortage;

    /** Accepts ahead, if it was asked for and can be had. */
    private final @Nullable SocketAcceptor acceptor;

    private final @Nullable ProxyGate gate;
    private volatile @Nullable ProxyCallback callback;
    private volatile @Nullable AcceptErrorCallback errorCallback;
    private volatile boolean enabled;
    private volatile boolean closed;

    private ConnectionListener(EventBase base, Fd fd, @Nullable AcceptCallback callback, Set<ListenerOption> options) {
        this.base = base;
        this.fd = fd;
        this.callback = callback == null ? null : withoutHeader(callback);
        this.options = options;
        gate = options.contains(ListenerOption.PROXY_PROTOCOL) ? new ProxyGate(this) : null;
        acceptor = options.contains(ListenerOption.ACCEPT_AHEAD) ? base.acceptor(fd) : null;
        readable = base.event(fd, EventMask.READ.or(EventMask.PERSIST), (_, _) -> acceptBatch())
                .name("listener");
        shortage = new Shortage(this);
    }

    /**
     * {@return a listener on a socket that listens already: {@code evconnlistener_new} with a backlog of 0}
     *
     * @param base whose loop accepts
     * @param fd stays the caller's unless CLOSE_ON_FREE is given
     * @param callback null to set one later, before which nothing is accepted
     * @param options those for binding are refused
     * @throws IllegalArgumentException if an option comes too late for this socket
     */
    public static ConnectionListener of(
            EventBase base, Fd fd, @Nullable AcceptCallback callback, ListenerOption... options) {
        Set<ListenerOption> chosen = chosen(options);
        for (ListenerOption late : EnumSet.range(ListenerOption.REUSEABLE, ListenerOption.REUSEABLE_PORT)) {
            if (chosen.contains(late)) {
                throw new IllegalArgumentException(late + " comes too late for a socket that is bound: use bind");
            }
        }
        return new ConnectionListener(base, fd, callback, chosen).start();
    }

    /**
     * {@return a listener on a new socket: {@code evconnlistener_new_bind}} It owns the socket.
     *
     * @param base whose loop accepts
     * @param address an {@link java.net.InetSocketAddress} (port 0 for any free one) or a {@link java.net.UnixDomainSocketAddress}
     * @param callback null to set one later, before which nothing is accepted
     * @param options CLOSE_ON_FREE is understood
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public static ConnectionListener bind(
            EventBase base, SocketAddress address, @Nullable AcceptCallback callback, ListenerOption... options)
            throws ErrnoException {
        return bind(base, address, DEFAULT_BACKLOG, callback, options);
    }

    /**
     * {@return a listener on a new socket, with a backlog of its own: {@code evconnlistener_new_bind}}
     *
     * @param base whose loop accepts
     * @param address as above
     * @param backlog how many connections may wait to be accepted, at least 1
     * @param callback as above
     * @param options as above
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public static ConnectionListener bind(
            EventBase base,
            SocketAddress address,
            int backlog,
            @Nullable AcceptCallback callback,
            ListenerOption... options)
            throws ErrnoException {
        if (backlog < 1) {
            throw new IllegalArgumentException("a backlog cannot be " + backlog + ": use 1 or more");
        }
        Set<ListenerOption> chosen = chosen(options);
        chosen.add(ListenerOption.CLOSE_ON_FREE);
        Fd fd = Binding.listen(new Descriptors(base.config().platform()), address, backlog, chosen);
        return new ConnectionListener(base, fd, callback, chosen).start();
    }

    private static Set<ListenerOption> chosen(ListenerOption... options) {
        Set<ListenerOption> chosen = EnumSet.noneOf(ListenerOption.class);
        chosen.addAll(Arrays.asList(options));
        return chosen;
    }

    private ConnectionListener start() {
        if (!options.contains(ListenerOption.DISABLED)) {
            enable();
        }
        return this;
    }

    /** {@return the base whose loop accepts: {@code evconnlistener_get_base}} */
    public EventBase base() {
        return base;
    }

    /** {@return the listening socket: {@code evconnlistener_get_fd}} */
    public Fd fd() {
        return fd;
    }

    /** {@return where it listens, with the port that the kernel chose for port 0} */
    public @Nullable SocketAddress address() {
        return fd.localAddress();
    }

    /** Starts to accept, once there is a callback: {@code evconnlistener_enable}. */
    public void enable() {
        enabled = true;
        update();
    }

    /**
     * Stops accepting, also within a batch; connections wait in the backlog: {@code evconnlistener_disable}. Those that were
     * accepted before and wait for their header are still delivered.
     */
    public void disable() {
        enabled = false;
        update();
    }

    /** {@return whether it accepts, or will once it has a callback and descriptors} */
    public boolean isEnabled() {
        return enabled && !closed;
    }

    /** Sets who learns of connections: {@code evconnlistener_set_cb}. Without one they wait in the backlog. */
    public void callback(@Nullable AcceptCallback user) {
        callback = user == null ? null : withoutHeader(user);
        update();
    }

    private static ProxyCallback withoutHeader(AcceptCallback user) {
        return (listener, connection, peer, _) -> user.onAccept(listener, connection, peer);
    }

    /**
     * Sets who learns of connections and of all that their headers say, instead of {@link #callback}.
     *
     * @throws IllegalStateException without {@link ListenerOption#PROXY_PROTOCOL}
     */
    public void proxyCallback(@Nullable ProxyCallback user) {
        gate();
        callback = user;
        update();
    }

    /**
     * Sets who learns of connections that were closed for want of a usable header; otherwise they are only counted.
     *
     * @throws IllegalStateException without {@link ListenerOption#PROXY_PROTOCOL}
     */
    public void proxyErrorCallback(@Nullable ProxyErrorCallback user) {
        gate().errorCallback(user);
    }

    /**
     * Bounds the wait for headers. Unless this is called it is 5 seconds for each, and 1024 connections at once; while so many wait,
     * further ones stay in the backlog.
     *
     * @param deadline within which a header must be complete; for connections that are accepted from now on
     * @param connections how many may wait
     * @throws IllegalStateException without {@link ListenerOption#PROXY_PROTOCOL}
     * @throws IllegalArgumentException if one of them is not positive
     */
    public void proxyLimits(Duration deadline, int connections) {
        gate().limits(deadline, connections);
        update();
    }

    /** {@return how many accepted connections wait for their header} None without {@link ListenerOption#PROXY_PROTOCOL}. */
    public int awaitingHeader() {
        return gate == null ? 0 : gate.waiting();
    }

    /** {@return how many connections were closed because their header was malformed, late or cut short} */
    public long headersRefused() {
        return gate == null ? 0 : gate.refused();
    }

    private ProxyGate gate() {
        if (gate == null) {
            throw new IllegalStateException("this listener reads no headers: give it PROXY_PROTOCOL");
        }
        return gate;
    }

    /** Sets who learns of failures, which otherwise are logged: {@code evconnlistener_set_error_cb}. */
    public void errorCallback(@Nullable AcceptErrorCallback user) {
        errorCallback = user;
    }

    /** {@return how many connections were accepted and closed at once, because there were no descriptors left} */
    public long turnedAway() {
        return shortage.turnedAway();
    }

    /** Waits for connections if it should. */
    void update() {
        if (isEnabled() && callback != null && !shortage.isResting() && (gate == null || !gate.isFull())) {
            readable.add();
        } else {
            readable.remove();
        }
    }

    private void acceptBatch() {
        for (int accepted = 0; accepted < BATCH && isEnabled(); accepted++) {
            ProxyCallback user = callback;
            if (user == null || (gate != null && gate.isFull()) || !acceptOne(user)) {
                return;
            }
        }
    }

    /** {@return whether there may be more} */
    private boolean acceptOne(ProxyCallback user) {
        Fd connection;
        try {
            connection = acceptor == null ? fd.accept() : acceptor.accept();
            if (connection == null) {
                return false;
            }
        } catch (ErrnoException failure) {
            report(failure);
            shortage.onFailure(failure);
            return false;
        }
        shortage.onSuccess();
        if (gate == null) {
            deliver(user, connection, connection.remoteAddress(), NO_HEADER);
        } else {
            gate.admit(connection);
        }
        return true;
    }

    /** Hands over a connection whose header has come. Without a callback by now, it is closed. */
    void deliver(Fd connection, @Nullable SocketAddress peer, ProxyHeader header) {
        ProxyCallback user = callback;
        if (user == null) {
            connection.close();
        } else {
            deliver(user, connection, header.source() != null ? header.source() : peer, header);
        }
    }

    private void deliver(ProxyCallback user, Fd connection, @Nullable SocketAddress peer, ProxyHeader header) {
        try {
            if (options.contains(ListenerOption.LEAVE_SOCKETS_BLOCKING)) {
                connection.nonblocking(false);
            }
            user.onAccept(this, connection, peer, header);
        } catch (ErrnoException failure) {
            connection.close();
            report(failure);
        } catch (RuntimeException | Error thrown) {
            connection.close();
            throw thrown;
        }
    }

    void report(ErrnoException failure) {
        AcceptErrorCallback user = errorCallback;
        if (user == null) {
            Log.warn("accepting at " + fd + " failed: " + failure.getMessage());
        } else {
            user.onAcceptError(this, failure);
        }
    }

    /**
     * Stops accepting, and closes the socket if it is the listener's: {@code evconnlistener_free}. Connections that wait for their
     * header are closed. Idempotent.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        readable.close();
        shortage.close();
        if (gate != null) {
            gate.close();
        }
        boolean ended = acceptor == null || acceptor.close();
        if (options.contains(ListenerOption.CLOSE_ON_FREE)) {
            if (ended) {
                fd.close();
            } else {
                base.execute(fd::close); // No other may have its number while the loop can still say it.
            }
        }
    }
}

package io.gyre.listener;

import io.gyre.Log;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.net.SocketAddress;
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

    private final EventBase base;
    private final Fd fd;
    private final Set<ListenerOption> options;
    private final Event readable;
    private final Shortage shortage;
    private volatile @Nullable AcceptCallback callback;
    private volatile @Nullable AcceptErrorCallback errorCallback;
    private volatile boolean enabled;
    private volatile boolean closed;

    private ConnectionListener(EventBase base, Fd fd, @Nullable AcceptCallback callback, Set<ListenerOption> options) {
        this.base = base;
        this.fd = fd;
        this.callback = callback;
        this.options = options;
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

    /** Stops accepting, also within a batch; connections wait in the backlog: {@code evconnlistener_disable}. */
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
        callback = user;
        update();
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
        if (isEnabled() && callback != null && !shortage.isResting()) {
            readable.add();
        } else {
            readable.remove();
        }
    }

    private void acceptBatch() {
        for (int accepted = 0; accepted < BATCH && isEnabled(); accepted++) {
            AcceptCallback user = callback;
            if (user == null || !acceptOne(user)) {
                return;
            }
        }
    }

    /** {@return whether there may be more} */
    private boolean acceptOne(AcceptCallback user) {
        Fd connection;
        try {
            connection = fd.accept();
            if (connection == null) {
                return false;
            }
            if (options.contains(ListenerOption.LEAVE_SOCKETS_BLOCKING)) {
                connection.nonblocking(false);
            }
        } catch (ErrnoException failure) {
            report(failure);
            shortage.onFailure(failure);
            return false;
        }
        shortage.onSuccess();
        deliver(user, connection);
        return true;
    }

    private void deliver(AcceptCallback user, Fd connection) {
        try {
            user.onAccept(this, connection, connection.remoteAddress());
        } catch (RuntimeException | Error thrown) {
            connection.close();
            throw thrown;
        }
    }

    private void report(ErrnoException failure) {
        AcceptErrorCallback user = errorCallback;
        if (user == null) {
            Log.warn("accepting at " + fd + " failed: " + failure.getMessage());
        } else {
            user.onAcceptError(this, failure);
        }
    }

    /** Stops accepting, and closes the socket if it is the listener's: {@code evconnlistener_free}. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        readable.close();
        shortage.close();
        if (options.contains(ListenerOption.CLOSE_ON_FREE)) {
            fd.close();
        }
    }
}

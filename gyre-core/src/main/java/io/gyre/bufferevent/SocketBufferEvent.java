package io.gyre.bufferevent;

import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.EaiError;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent over a stream socket: {@code bufferevent_socket_new}. A pipe or a terminal will do as well, if it is non-blocking; that
 * has no half that ends by itself, so that its peer sees the end when the descriptor is closed. It makes no system call that it does not need: what is
 * written is sent at the end of the callback, or of the loop's turn, and only what the kernel does not take waits until the socket is
 * writable.
 */
public final class SocketBufferEvent extends SocketTransfer {
    /** For who connects by itself. */
    private @Nullable SocketConnect connect;

    private SocketBufferEvent(EventBase base, BufferEventOption... options) {
        super(base, options);
        if (has(BufferEventOption.ASYNC) && !base.movesBytes()) {
            throw new IllegalArgumentException("ASYNC needs a mechanism that moves bytes by itself, which "
                    + base.method()
                    + " does not: make the base with EventConfig.preferMethod(\"io_uring\"), on Linux 6.1 or"
                    + " later, or leave the option out");
        }
    }

    /**
     * {@return a bufferevent over a connected, non-blocking socket: {@code bufferevent_socket_new}}
     *
     * @param fd closed with the bufferevent if the option CLOSE_ON_FREE is given
     */
    public static SocketBufferEvent of(EventBase base, Fd fd, BufferEventOption... options) {
        var made = new SocketBufferEvent(base, options);
        made.use(fd);
        return made;
    }

    /** {@return a bufferevent without a socket yet: {@code bufferevent_socket_new} with -1} {@link #connect} gives it one. */
    public static SocketBufferEvent unconnected(EventBase base, BufferEventOption... options) {
        return new SocketBufferEvent(base, options);
    }

    @Override
    public @Nullable Fd fd() {
        return fd;
    }

    /**
     * Goes on with another socket, or with none: {@code bufferevent_setfd}. The one before stays open and is the caller's again. What is
     * in the buffers stays, and so does what is enabled; a connection attempt is given up. If nothing waits to be sent over the new
     * socket, that is called back once.
     *
     * @param other connected and non-blocking; closed with the bufferevent if it has the option CLOSE_ON_FREE
     * @throws IllegalStateException if this is closed
     */
    public void fd(@Nullable Fd other) {
        lock();
        try {
            if (isClosed()) {
                throw new IllegalStateException("the bufferevent is closed");
            }
            giveUpConnecting();
            stopMoving();
            detach();
            if (other != null) {
                use(other);
                begin();
                endIfWritten();
            }
        } finally {
            unlock();
        }
    }

    /**
     * As {@link #fd(Fd)}, and closes the socket before: {@code bufferevent_replacefd}.
     *
     * @param other connected and non-blocking; closed with the bufferevent if it has the option CLOSE_ON_FREE
     * @throws IllegalStateException if this is closed
     */
    public void replaceFd(@Nullable Fd other) {
        lock();
        try {
            Fd before = fd;
            fd(other);
            if (before != null && before != other) {
                before.close();
            }
        } finally {
            unlock();
        }
    }

    private void begin() {
        if (wants(Direction.WRITING)) {
            if (output().isEmpty()) {
                trigger(EventMask.WRITE, false, true);
            } else {
                outputAdded();
            }
        }
    }

    /**
     * Sets how urgent the socket's events are: {@code bufferevent_priority_set}. By default they have the middle priority. Callbacks that
     * are deferred do not heed it.
     *
     * @param priority 0, the most urgent, to one less than {@link EventBase#priorities}
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if one of the events is active
     */
    public void priority(int priority) {
        lock();
        try {
            int most = base().priorities() - 1;
            if (priority < 0 || priority > most) {
                throw new IllegalArgumentException(
                        "the base has the priorities 0 to " + most + ", but not " + priority);
            }
            if (readable != null) {
                readable.priority(priority);
            }
            if (writable != null) {
                writable.priority(priority);
            }
            this.priority = (short) priority;
        } finally {
            unlock();
        }
    }

    /** {@return how urgent the socket's events are: {@code bufferevent_get_priority}} */
    public int priority() {
        return priority == MIDDLE ? base().priorities() / 2 : priority;
    }

    /**
     * Sets the address of this host that {@link #connect} comes from. libevent has this for its HTTP client only.
     *
     * @param address of the family that is connected to; port 0 for any free one; null for what the kernel chooses
     */
    public void localAddress(@Nullable SocketAddress address) {
        connect().local = address;
    }

    /**
     * Looks a host up and connects to it: {@code bufferevent_socket_connect_hostname}. As {@link #connect(HostQuery, HostResolver)},
     * over IPv4 or IPv6.
     *
     * @param host a name or a literal
     * @param port from 0 to 65535
     * @param resolver finds the addresses
     * @throws IllegalArgumentException if there is no such port
     * @throws IllegalStateException if there is a socket already, or an attempt to get one, or this is closed
     */
    public void connect(String host, int port, HostResolver resolver) {
        connect(HostQuery.of(host, port), resolver);
    }

    /**
     * Looks a host up and connects to it: {@code bufferevent_socket_connect_hostname_hints}. Its addresses are tried as RFC 8305 says:
     * the families take turns, the next one is tried 250 ms after the one before or as soon as that has failed, and the first that
     * connects is kept. Until then {@link #fd()} is null. The outcome is {@link Outcome.Connected}, or {@link Outcome.Failed} with an
     * {@link UnknownHostException} (see {@link #dnsError}) or else with what became of the last attempt. What is written meanwhile waits.
     *
     * @param query what to look for; stream sockets are used
     * @param resolver finds the addresses; asked once
     * @throws IllegalArgumentException if the query does not ask for stream sockets
     * @throws IllegalStateException if there is a socket already, or an attempt to get one, or this is closed
     */
    public void connect(HostQuery query, HostResolver resolver) {
        if (!query.socketTypes().contains(SocketType.STREAM)) {
            throw new IllegalArgumentException("a bufferevent needs a stream socket, but the query is for "
                    + query.socketTypes() + ": add SocketType.STREAM");
        }
        lock();
        try {
            requireUnconnected();
            connect().toHost(query, resolver);
        } finally {
            unlock();
        }
    }

    /** {@return why the last lookup failed, or null if it did not: {@code bufferevent_socket_get_dns_error}} */
    public @Nullable EaiError dnsError() {
        return connect == null ? null : connect.dnsError();
    }

    private void requireUnconnected() {
        if (isClosed()) {
            throw new IllegalStateException("the bufferevent is closed");
        }
        if (fd != null || (connect != null && connect.isUnderWay())) {
            throw new IllegalStateException(
                    fd != null ? "there is a socket already" : "there is an attempt to connect already");
        }
    }

    private SocketConnect connect() {
        SocketConnect known = connect == null ? new SocketConnect(this) : connect;
        connect = known;
        return known;
    }

    private void giveUpConnecting() {
        if (connect != null) {
            connect.giveUp();
        }
    }

    /**
     * Begins to connect: {@code bufferevent_socket_connect}. The outcome is {@link Outcome.Connected} or {@link Outcome.Failed}, and
     * comes from the loop. What is written meanwhile waits.
     *
     * @param address where to
     * @throws IllegalStateException if there is a socket already, or an attempt to get one, or this is closed
     */
    public void connect(SocketAddress address) {
        lock();
        try {
            requireUnconnected();
            connecting = true;
            connect().toAddress(address);
        } finally {
            unlock();
        }
    }

    /** A socket is on its way. */
    void awaitConnection(Fd socket) {
        use(socket);
        awaitWritable();
    }

    /** There is a connection, made elsewhere. */
    void connected(Fd socket) {
        use(socket);
        beConnected();
    }

    /** There will be no connection. */
    void unreachable(IOException why) {
        connecting = false;
        outcome(new Outcome.Failed(null, why));
    }

    @Override
    void finishConnecting(Fd socket) {
        ErrnoException error = socket.socketError();
        connecting = false;
        stopAwaiting();
        if (error != null) {
            outcome(new Outcome.Failed(null, error));
            return;
        }
        if (wants(Direction.READING) && readable != null) {
            readable.add();
        }
        beConnected();
    }

    private void beConnected() {
        outcome(new Outcome.Connected());
        flush();
        endIfWritten();
    }

    @Override
    protected void closeTransport() {
        giveUpConnecting();
        closeEvents();
        boolean ended = mover == null || mover.close();
        Fd socket = fd;
        if (socket != null && !ended && has(BufferEventOption.CLOSE_ON_FREE)) {
            base().execute(socket::close); // No other may have its number while the loop can still say it.
        } else if (socket != null && has(BufferEventOption.CLOSE_ON_FREE)) {
            socket.close();
        }
    }
}

package io.gyre.testing;

import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stream socket, which behaves as Linux' TCP or as its Unix sockets do. They differ where one end is gone: a Unix socket
 * knows at once that nobody will read what it sends, a TCP socket learns it by sending.
 *
 * <pre>
 * NEW ──listen──► LISTENING
 *  └──connect──► CONNECTING ──► CONNECTED ──► ENDED
 *                     └───────────────────────►┘
 * </pre>
 */
final class StreamSocket extends Socket {
    private enum State {
        NEW,
        LISTENING,
        CONNECTING,
        CONNECTED,
        /** The attempt failed, or the connection was reset. */
        ENDED
    }

    private final ByteQueue incoming;
    private State state = State.NEW;
    private @Nullable Backlog backlog;

    /** Whose backlog this attempt waits for. */
    private @Nullable StreamSocket awaited;

    /** Null once the other end is closed. */
    private @Nullable StreamSocket peer;

    /** Nothing more comes. */
    private boolean receiveShut;

    /** Nothing more goes. */
    private boolean sendShut;

    /** The other end of a TCP connection has said that nothing more comes. */
    private boolean finReceived;

    StreamSocket(Network network, StandardProtocolFamily family) {
        super(network, family, SocketType.STREAM);
        incoming = new ByteQueue(network.bufferBytes);
    }

    @Override
    void pairWith(Socket other) {
        join((StreamSocket) other);
        remote = Network.nowhere(family);
        other.remote = remote;
    }

    /** Makes this and another socket the ends of one connection. */
    private void join(StreamSocket other) {
        joined(other);
        other.joined(this);
    }

    private void joined(StreamSocket other) {
        state = State.CONNECTED;
        peer = other;
        Integer receives = set(SocketOption.RECEIVE_BUFFER);
        Integer sends = other.set(SocketOption.SEND_BUFFER);
        if (sends != null) {
            incoming.capacity(sends);
        } else if (receives != null) {
            incoming.capacity(receives);
        }
    }

    @Override
    void bufferSet(SocketOption which, int bytes) {
        if (which == SocketOption.RECEIVE_BUFFER) {
            incoming.capacity(bytes);
        } else if (peer != null) {
            peer.incoming.capacity(bytes);
        }
    }

    @Override
    int poll() {
        return switch (state) {
            case NEW -> OUT | HUP;
            case LISTENING -> queue().isEmpty() ? 0 : IN;
            case CONNECTING -> 0;
            case CONNECTED, ENDED -> pollConnection();
        };
    }

    private int pollConnection() {
        return (hasFailed() ? ERR : 0)
                | (incoming.isEmpty() ? 0 : IN)
                | (receiveShut ? IN | RDHUP : 0)
                | (receiveShut && sendShut ? HUP : 0)
                | (sendShut || peer == null || peer.incoming.space() > 0 ? OUT : 0);
    }

    // Listening.

    @Override
    int listen(int most) {
        if (state != State.NEW && state != State.LISTENING) {
            return Errno.EINVAL.result();
        }
        if (local == null) {
            if (isUnix()) {
                return Errno.EINVAL.result();
            }
            network.bind(this, Network.nowhere(family));
        }
        if (backlog == null) {
            backlog = new Backlog(most);
        } else {
            backlog.resize(most);
        }
        state = State.LISTENING;
        changed(ALL);
        return 0;
    }

    @Override
    boolean isListening() {
        return state == State.LISTENING;
    }

    private Backlog queue() {
        return Objects.requireNonNull(backlog, "a listening socket has a backlog");
    }

    /** {@return 0 if a connection can be taken by {@link #takeConnection}, or {@code -errno}} */
    @Override
    int acceptable() {
        if (state != State.LISTENING) {
            return Errno.EINVAL.result();
        }
        return queue().isEmpty() ? Errno.EAGAIN.result() : 0;
    }

    @Override
    OpenFile takeConnection() {
        StreamSocket connection = Objects.requireNonNull(queue().poll(), "asked acceptable() before");
        StreamSocket next = queue().pollAttempt();
        if (next != null) {
            next.awaited = null;
            establish(next);
        }
        return connection;
    }

    /** Connects {@code caller}, which has been given its names, with a socket that waits here to be accepted. */
    private void establish(StreamSocket caller) {
        var connection = new StreamSocket(network, family);
        for (SocketOption inherited : SocketOption.values()) {
            Integer value = set(inherited);
            if (value != null) {
                connection.setOption(inherited, value);
            }
        }
        connection.local = caller.remote;
        connection.remote = caller.localAddress();
        caller.join(connection);
        queue().add(connection);
        caller.changed(ALL);
        changed(IN);
    }

    // Connecting.

    @Override
    int connect(SocketAddress address) {
        if (!takes(address)) {
            return Errno.EAFNOSUPPORT.result();
        }
        return switch (state) {
            case NEW, ENDED -> begin(Network.destination(address));
            case CONNECTING -> Errno.EALREADY.result();
            case CONNECTED, LISTENING -> Errno.EISCONN.result();
        };
    }

    private int begin(SocketAddress address) {
        var listener = (StreamSocket) network.find(SocketType.STREAM, address, Socket::isListening);
        if (isUnix()) {
            int objection = unixObjection(listener, address);
            if (objection != 0) {
                return objection;
            }
        }
        local = local == null ? network.passingName(address) : Network.towards(local, address);
        remote = address;
        state = State.CONNECTING;
        if (!network.waitsInVain(this, address)) {
            call(listener);
        }
        return isUnix() ? 0 : Errno.EINPROGRESS.result();
    }

    private int unixObjection(@Nullable StreamSocket listener, SocketAddress address) {
        if (listener == null) {
            return network.isBound(SocketType.STREAM, address) ? Errno.ECONNREFUSED.result() : Errno.ENOENT.result();
        }
        return listener.queue().isFull() ? Errno.EAGAIN.result() : 0;
    }

    private void call(@Nullable StreamSocket listener) {
        if (listener == null) {
            abort(Errno.ECONNREFUSED);
        } else if (listener.queue().isFull()) {
            listener.queue().addAttempt(this);
            awaited = listener;
        } else {
            listener.establish(this);
        }
    }

    /** The address that did not answer does so now. */
    void callAgain() {
        if (state == State.CONNECTING && remote != null) {
            call((StreamSocket) network.find(SocketType.STREAM, remote, Socket::isListening));
        }
    }

    // Moving bytes.

    @Override
    int receive(MemorySegment buffer, long offset, int count) {
        return switch (state) {
            case NEW, LISTENING -> isUnix() ? Errno.EINVAL.result() : Errno.ENOTCONN.result();
            case CONNECTING -> Errno.EAGAIN.result();
            case CONNECTED, ENDED -> count == 0 || !incoming.isEmpty() ? take(buffer, offset, count) : nothingToTake();
        };
    }

    /** A TCP sender hears of room when there was none; a Unix one whenever something that it sent at once is gone. */
    private int take(MemorySegment buffer, long offset, int count) {
        boolean wasFull = incoming.space() == 0;
        int finished = incoming.finished();
        int n = incoming.take(buffer, offset, count);
        boolean tell = isUnix() ? incoming.finished() != finished : wasFull && n > 0;
        if (tell && peer != null) {
            peer.changed(OUT);
        }
        return n;
    }

    private int nothingToTake() {
        int failure = finReceived ? 0 : takeError(); // Whoever has seen the end sees it again.
        return failure != 0 || receiveShut ? failure : Errno.EAGAIN.result();
    }

    @Override
    int send(MemorySegment buffer, long offset, int count) {
        return switch (state) {
            case NEW, LISTENING -> isUnix() ? Errno.ENOTCONN.result() : Errno.EPIPE.result();
            case CONNECTING -> Errno.EAGAIN.result();
            case CONNECTED, ENDED -> sendConnected(buffer, offset, count);
        };
    }

    private int sendConnected(MemorySegment buffer, long offset, int count) {
        int failure = isUnix() ? 0 : takeError();
        if (failure != 0 || sendShut) {
            return failure != 0 ? failure : Errno.EPIPE.result();
        }
        if (peer == null || peer.isDeaf()) {
            reset(); // The other end is closed, and answers what it gets by a reset.
            abort(Errno.EPIPE);
            return count;
        }
        if (count > 0 && peer.incoming.space() == 0) {
            return Errno.EAGAIN.result();
        }
        int n = peer.incoming.put(buffer, offset, count);
        if (n > 0) {
            peer.changed(IN);
        }
        return n;
    }

    /** {@return whether this TCP socket has shut both directions} Linux resets a connection where bytes come after that. */
    private boolean isDeaf() {
        return receiveShut && sendShut && !isUnix();
    }

    // Ending.

    @Override
    int shutdown(Shutdown how) {
        changed(ALL);
        if (!isUnix() && (state != State.CONNECTED || (finReceived && sendShut))) {
            return Errno.ENOTCONN.result();
        }
        boolean sending = how != Shutdown.READING;
        boolean receiving = how != Shutdown.WRITING;
        boolean tellPeer = isUnix() || (sending && !sendShut);
        sendShut |= sending;
        receiveShut |= receiving;
        if (peer != null && tellPeer) {
            peer.receiveShut |= sending;
            peer.finReceived |= sending && !isUnix();
            peer.sendShut |= receiving && isUnix();
            peer.changed(ALL);
        }
        return 0;
    }

    /** Ends the connection without more ado, as a machine does that was switched off and on again. */
    void reset() {
        StreamSocket other = peer;
        if (other != null) {
            other.abort(other.finReceived && !other.sendShut ? Errno.EPIPE : Errno.ECONNRESET);
            abort(null);
        }
    }

    private void abort(@Nullable Errno with) {
        fail(with);
        state = State.ENDED;
        peer = null;
        receiveShut = true;
        sendShut = true;
        changed(ALL);
    }

    @Override
    void dispose() {
        network.unbind(this);
        if (backlog != null) {
            closeQueue(backlog);
        }
        if (state == State.CONNECTING) {
            network.stopWaiting(this);
            if (awaited != null) {
                awaited.queue().removeAttempt(this);
            }
        } else if (peer != null) {
            hangUp(peer);
        }
    }

    private static void closeQueue(Backlog backlog) {
        for (StreamSocket each = backlog.poll(); each != null; each = backlog.poll()) {
            each.reset();
        }
        for (StreamSocket each = backlog.pollAttempt(); each != null; each = backlog.pollAttempt()) {
            each.awaited = null;
            each.abort(Errno.ECONNREFUSED);
        }
    }

    /** Bytes that were not read are a reason to reset the connection; otherwise the other end only finds its end. */
    private void hangUp(StreamSocket other) {
        if (!isUnix() && !incoming.isEmpty()) {
            reset();
            return;
        }
        other.peer = null;
        boolean news = isUnix() || !other.finReceived;
        other.receiveShut = true;
        if (isUnix()) {
            other.sendShut = true;
            other.fail(incoming.isEmpty() ? null : Errno.ECONNRESET);
        } else {
            other.finReceived = true;
        }
        if (news) {
            other.changed(ALL);
        }
    }

    @Override
    String describe() {
        String kind = (isUnix() ? "Unix" : "TCP") + " socket";
        return switch (state) {
            case NEW -> kind + ", new";
            case LISTENING -> kind + ", listening at " + local + " with " + queue().size() + " to be accepted";
            case CONNECTING -> kind + ", connecting to " + remote;
            case CONNECTED ->
                kind + ", connected" + Network.named(" to ", remote) + ", with " + incoming.size()
                        + " bytes to be read";
            case ENDED -> kind + ", whose connection" + Network.named(" to ", remote) + " is over";
        };
    }
}

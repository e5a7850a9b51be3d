package io.gyre.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A datagram socket: UDP, which loses what there is no room for, or a Unix one, which makes the sender wait. */
final class DatagramSocket extends Socket {
    /** What fits into one UDP datagram over IPv4. */
    private static final int MOST_UDP = 65507;

    private final Queue<byte[]> messages = new ArrayDeque<>();
    private int queuedBytes;
    private int capacity;
    private boolean receiveShut;
    private boolean sendShut;

    /** The other half of a pair; null for others, and once it is closed. */
    private @Nullable DatagramSocket twin;

    private boolean paired;

    DatagramSocket(Network network, StandardProtocolFamily family) {
        super(network, family, SocketType.DATAGRAM);
        capacity = network.bufferBytes;
    }

    @Override
    void pairWith(Socket other) {
        joined((DatagramSocket) other);
        ((DatagramSocket) other).joined(this);
    }

    private void joined(DatagramSocket other) {
        twin = other;
        paired = true;
        remote = Network.nowhere(family);
    }

    @Override
    void bufferSet(SocketOption which, int bytes) {
        if (which == SocketOption.RECEIVE_BUFFER) {
            capacity = bytes;
        }
    }

    @Override
    int poll() {
        DatagramSocket to = isUnix() ? target() : null;
        return (hasFailed() ? ERR : 0)
                | (messages.isEmpty() && !receiveShut ? 0 : IN)
                | (receiveShut ? RDHUP : 0)
                | (receiveShut && sendShut ? HUP : 0)
                | (to == null || to.queuedBytes < to.capacity ? OUT : 0);
    }

    /** Makes {@code address} the only one to send to and to hear from. */
    @Override
    int connect(SocketAddress address) {
        if (!takes(address)) {
            return Errno.EAFNOSUPPORT.result();
        }
        SocketAddress destination = Network.destination(address);
        if (isUnix() && !network.isBound(SocketType.DATAGRAM, destination)) {
            return Errno.ENOENT.result();
        }
        if (local == null && destination instanceof InetSocketAddress inet) {
            network.bind(this, new InetSocketAddress(inet.getAddress(), 0));
        }
        local = Network.towards(local, destination);
        remote = destination;
        return 0;
    }

    private @Nullable DatagramSocket target() {
        if (paired) {
            return twin;
        }
        return remote == null ? null : (DatagramSocket) network.find(SocketType.DATAGRAM, remote, this::hears);
    }

    private boolean hears(Socket candidate) {
        return candidate.remote == null || candidate.remote.equals(local);
    }

    @Override
    int send(MemorySegment buffer, long offset, int count) {
        int failure = takeError();
        if (failure != 0) {
            return failure;
        }
        if (sendShut) {
            return Errno.EPIPE.result();
        }
        if (!paired && remote == null) {
            return isUnix() ? Errno.ENOTCONN.result() : Errno.EDESTADDRREQ.result();
        }
        if (count > (isUnix() ? capacity : MOST_UDP)) {
            return Errno.EMSGSIZE.result();
        }
        DatagramSocket to = target();
        return to == null ? nobodyThere(count) : deliver(to, buffer.asSlice(offset, count));
    }

    /** A UDP sender learns of it by the next call. A Unix one is disconnected, and what was to be read is lost. */
    private int nobodyThere(int count) {
        if (isUnix()) {
            paired = false;
            remote = null;
            messages.clear();
            queuedBytes = 0;
            return Errno.ECONNREFUSED.result();
        }
        fail(Errno.ECONNREFUSED);
        changed(ALL);
        return count;
    }

    private int deliver(DatagramSocket to, MemorySegment message) {
        int count = (int) message.byteSize();
        boolean fits = to.messages.isEmpty() || to.queuedBytes + count <= to.capacity;
        if (to.receiveShut && isUnix()) {
            return Errno.EPIPE.result();
        }
        if (fits) {
            to.messages.add(message.toArray(JAVA_BYTE));
            to.queuedBytes += count;
            to.changed(IN);
        }
        return fits || !isUnix() ? count : Errno.EAGAIN.result();
    }

    /** What does not fit into {@code count} bytes is lost. */
    @Override
    int receive(MemorySegment buffer, long offset, int count) {
        int failure = takeError();
        if (failure != 0) {
            return failure;
        }
        byte[] message = messages.poll();
        if (message == null) {
            return Errno.EAGAIN.result(); // Even if it was shut: only a stream has an end.
        }
        queuedBytes -= message.length;
        if (twin != null) {
            twin.changed(OUT);
        }
        int n = Math.min(count, message.length);
        MemorySegment.copy(message, 0, buffer, JAVA_BYTE, offset, n);
        return n;
    }

    @Override
    int listen(int backlog) {
        return Errno.EOPNOTSUPP.result();
    }

    @Override
    int shutdown(Shutdown how) {
        if (!isUnix() && remote == null) {
            return Errno.ENOTCONN.result();
        }
        sendShut |= how != Shutdown.READING;
        receiveShut |= how != Shutdown.WRITING;
        changed(ALL);
        return 0;
    }

    @Override
    void dispose() {
        network.unbind(this);
        if (twin != null) {
            twin.twin = null;
            twin.changed(ALL);
        }
    }

    @Override
    String describe() {
        return (isUnix() ? "Unix datagram" : "UDP") + " socket"
                + Network.named(" at ", local)
                + Network.named(", connected to ", remote)
                + ", with " + messages.size() + " messages to be read";
    }
}

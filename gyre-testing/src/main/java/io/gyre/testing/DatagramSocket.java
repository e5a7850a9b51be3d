package io.gyre.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;

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

    /** A message, and who sent it. */
    private static final class Datagram {
        final byte[] bytes;
        final @Nullable SocketAddress sender;

        Datagram(byte[] bytes, @Nullable SocketAddress sender) {
            this.bytes = bytes;
            this.sender = sender;
        }
    }

    private final Queue<Datagram> messages = new ArrayDeque<>();
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
        int objection = objection(address);
        if (objection != 0) {
            return objection;
        }
        SocketAddress destination = Network.destination(address);
        if (isUnix() && !network.isBound(SocketType.DATAGRAM, destination)) {
            return Errno.ENOENT.result();
        }
        takeName(destination);
        local = Network.towards(local, destination);
        remote = destination;
        return 0;
    }

    /** Whoever sends has a name to be answered at. */
    private void takeName(SocketAddress destination) {
        if (local == null && destination instanceof InetSocketAddress inet) {
            network.bind(this, new InetSocketAddress(inet.getAddress(), 0));
        }
    }

    private @Nullable DatagramSocket target() {
        if (paired) {
            return twin;
        }
        return remote == null ? null : at(remote, local);
    }

    /** {@return who hears what is sent there, or null} */
    private @Nullable DatagramSocket at(SocketAddress destination, @Nullable SocketAddress from) {
        return (DatagramSocket) network.find(
                SocketType.DATAGRAM,
                destination,
                candidate -> candidate.remote == null || candidate.remote.equals(from));
    }

    @Override
    int send(MemorySegment buffer, long offset, int count) {
        int failure = obstacle(count);
        if (failure != 0) {
            return failure;
        }
        if (!paired && remote == null) {
            return isUnix() ? Errno.ENOTCONN.result() : Errno.EDESTADDRREQ.result();
        }
        byte[] message = buffer.asSlice(offset, count).toArray(JAVA_BYTE);
        if (isUnix()) {
            DatagramSocket to = target();
            return to == null ? nobodyThere(count) : deliver(to, message, local);
        }
        return carry(message, requireNonNull(remote), requireNonNull(local));
    }

    private int obstacle(int count) {
        int failure = takeError();
        if (failure != 0) {
            return failure;
        }
        if (sendShut) {
            return Errno.EPIPE.result();
        }
        return count > (isUnix() ? capacity : MOST_UDP) ? Errno.EMSGSIZE.result() : 0;
    }

    @Override
    int sendTo(MemorySegment buffer, long offset, int count, SocketAddress address) {
        if (isUnix()) {
            return Errno.EOPNOTSUPP.result();
        }
        int objection = objection(address);
        if (objection == 0) {
            objection = obstacle(count);
        }
        if (objection != 0) {
            return objection;
        }
        SocketAddress destination = Network.destination(address);
        takeName(destination);
        byte[] message = buffer.asSlice(offset, count).toArray(JAVA_BYTE);
        return carry(message, destination, requireNonNull(Network.towards(local, destination)));
    }

    /** What nobody takes is reported to a sender that is connected, as by ICMP. */
    private int carry(byte[] message, SocketAddress destination, SocketAddress from) {
        network.carry(from, destination, () -> {
            DatagramSocket to = at(destination, from);
            if (to != null) {
                deliver(to, message, from);
            } else if (remote != null) {
                nobodyThere(message.length);
            }
        });
        return message.length;
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

    private int deliver(DatagramSocket to, byte[] message, @Nullable SocketAddress from) {
        int count = message.length;
        boolean fits = to.messages.isEmpty() || to.queuedBytes + count <= to.capacity;
        if (to.receiveShut && isUnix()) {
            return Errno.EPIPE.result();
        }
        if (fits) {
            to.messages.add(new Datagram(message, from));
            to.queuedBytes += count;
            to.changed(IN);
        }
        return fits || !isUnix() ? count : Errno.EAGAIN.result();
    }

    /** What does not fit into {@code count} bytes is lost. */
    @Override
    int receive(MemorySegment buffer, long offset, int count) {
        return receiveFrom(buffer, offset, count, new SocketAddress[1]);
    }

    @Override
    int receiveFrom(MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from) {
        int failure = takeError();
        if (failure != 0) {
            return failure;
        }
        Datagram datagram = messages.poll();
        if (datagram == null) {
            return Errno.EAGAIN.result(); // Even if it was shut: only a stream has an end.
        }
        byte[] message = datagram.bytes;
        from[0] = datagram.sender;
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

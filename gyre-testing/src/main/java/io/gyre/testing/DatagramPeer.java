package io.gyre.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/**
 * A program that speaks in datagrams and does what a test tells it, lies included: a name server that forges its replies, say. On the base of
 * a {@link Simulation} as well as on a real one. It owns its socket, is to be used on the thread of the base's loop, and keeps that loop
 * running until it is closed.
 */
public final class DatagramPeer implements AutoCloseable {
    private static final int LONGEST = 65535;

    /** What a peer does with a datagram. */
    @FunctionalInterface
    public interface Receiver {
        /**
         * Takes one datagram.
         *
         * @param datagram its octets
         * @param from who sent it, for {@link DatagramPeer#send}
         * @throws IOException if something fails; the loop reports it
         */
        void onDatagram(byte[] datagram, InetSocketAddress from) throws IOException;
    }

    private final Fd socket;
    private final Event event;
    private Receiver receiver = (_, _) -> {};

    private DatagramPeer(EventBase base, Fd socket) {
        this.socket = socket;
        event = base.event(socket, EventMask.READ.or(EventMask.PERSIST), (_, _) -> read())
                .name("datagram peer")
                .add();
    }

    /**
     * {@return a peer at an address, which ignores what it gets until {@link #onDatagram} says otherwise}
     *
     * @param address port 0 for any that is free
     * @throws ErrnoException if the address is taken, or no descriptor is left
     */
    public static DatagramPeer bind(EventBase base, InetSocketAddress address) throws ErrnoException {
        var platform = base.config().platform();
        var family = address.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        Fd socket = new Descriptors(platform).socket(family, SocketType.DATAGRAM);
        int rc = platform.bind(socket.number(), address);
        if (rc < 0) {
            socket.close();
            throw new ErrnoException("bind " + address, rc);
        }
        return new DatagramPeer(base, socket);
    }

    /** {@return where it is, with the port that it was given} */
    public InetSocketAddress address() {
        return (InetSocketAddress) requireNonNull(socket.localAddress());
    }

    /**
     * Sets what is done with each datagram from now on.
     *
     * @return this
     */
    public DatagramPeer onDatagram(Receiver what) {
        receiver = what;
        return this;
    }

    /**
     * Sends a datagram, perhaps an empty one.
     *
     * @throws ErrnoException if the system refuses
     */
    public void send(byte[] datagram, SocketAddress to) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Math.max(1, datagram.length));
            MemorySegment.copy(datagram, 0, memory, JAVA_BYTE, 0, datagram.length);
            socket.sendTo(memory, 0, datagram.length, to);
        }
    }

    private void read() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(LONGEST);
            @Nullable SocketAddress[] from = new SocketAddress[1];
            int length = socket.receiveFrom(memory, 0, LONGEST, from);
            if (length != Fd.WOULD_BLOCK) {
                byte[] datagram = memory.asSlice(0, Math.max(length, 0)).toArray(JAVA_BYTE);
                receiver.onDatagram(datagram, (InetSocketAddress) requireNonNull(from[0]));
            }
        }
    }

    /** Closes the socket. Idempotent. */
    @Override
    public void close() {
        event.close();
        socket.close();
    }
}

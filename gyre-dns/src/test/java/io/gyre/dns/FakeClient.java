package io.gyre.dns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.util.Objects.requireNonNull;

import io.gyre.dns.wire.Message;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.InetText;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket that sends octets to port 53, and keeps the replies. */
final class FakeClient implements AutoCloseable {
    private final Fd socket;
    private final Event event;
    private final List<Message> replies;

    FakeClient(EventBase base, List<Message> replies) {
        this.replies = replies;
        try {
            var platform = base.config().platform();
            socket = new Descriptors(platform).socket(StandardProtocolFamily.INET, SocketType.DATAGRAM);
            var local = new InetSocketAddress(requireNonNull(InetText.address("10.0.0.77")), 0);
            if (platform.bind(socket.number(), local) < 0) {
                throw new IllegalStateException(local + " is taken");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        event = base.event(socket, EventMask.READ.or(EventMask.PERSIST), (_, _) -> read())
                .add();
    }

    SocketAddress address() {
        return requireNonNull(socket.localAddress());
    }

    private void read() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Message.MAX_LENGTH);
            @Nullable SocketAddress[] from = new SocketAddress[1];
            int length = socket.receiveFrom(memory, 0, Message.MAX_LENGTH, from);
            if (length != Fd.WOULD_BLOCK) {
                replies.add(Message.parse(memory.asSlice(0, length).toArray(JAVA_BYTE)));
            }
        }
    }

    void send(byte[] octets, InetAddress server) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Math.max(1, octets.length));
            MemorySegment.copy(octets, 0, memory, JAVA_BYTE, 0, octets.length);
            socket.sendTo(memory, 0, octets.length, new InetSocketAddress(server, 53));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        event.close();
        socket.close();
    }
}

package io.gyre.dns;

import static java.util.Objects.requireNonNull;

import io.gyre.dns.wire.Message;
import io.gyre.event.EventBase;
import io.gyre.net.InetText;
import io.gyre.testing.DatagramPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;

/** A socket that sends octets to port 53, and keeps the replies. */
final class FakeClient implements AutoCloseable {
    private final DatagramPeer peer;

    FakeClient(EventBase base, List<Message> replies) {
        try {
            peer = DatagramPeer.bind(base, new InetSocketAddress(requireNonNull(InetText.address("10.0.0.77")), 0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        peer.onDatagram((datagram, _) -> replies.add(Message.parse(datagram)));
    }

    SocketAddress address() {
        return peer.address();
    }

    void send(byte[] octets, InetAddress server) {
        try {
            peer.send(octets, new InetSocketAddress(server, 53));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        peer.close();
    }
}

package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/** A UDP socket. */
final class NioDatagram extends NioSocket {
    private final DatagramChannel channel;

    NioDatagram(StandardProtocolFamily family) throws IOException {
        this(DatagramChannel.open(family));
    }

    /** Somebody else's channel. */
    NioDatagram(DatagramChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
    }

    @Override
    DatagramChannel channel() {
        return channel;
    }

    @Override
    int connect(SocketAddress address) throws IOException {
        if (channel.isConnected()) {
            channel.disconnect();
        }
        channel.connect(address);
        return 0;
    }

    /** Asks for the sender, for that tells an empty datagram from none. */
    @Override
    int read(ByteBuffer to) throws IOException {
        return receiveFrom(to, new SocketAddress[1]);
    }

    @Override
    int receiveFrom(ByteBuffer to, @Nullable SocketAddress[] from) throws IOException {
        int before = to.position();
        SocketAddress sender = channel.receive(to);
        if (sender == null) {
            return -Errno.EAGAIN;
        }
        from[0] = sender;
        return to.position() - before;
    }

    @Override
    int sendTo(ByteBuffer from, SocketAddress to) throws IOException {
        boolean empty = !from.hasRemaining();
        int sent = channel.send(from, to);
        return sent == 0 && !empty ? -Errno.EAGAIN : sent;
    }

    /** The JDK drops an empty datagram to a connected peer, so that it is refused here. */
    @Override
    int write(ByteBuffer from) throws IOException {
        if (!channel.isConnected()) {
            return -Errno.EDESTADDRREQ;
        }
        if (!from.hasRemaining()) {
            return -Errno.EOPNOTSUPP;
        }
        int sent = channel.write(from);
        return sent == 0 ? -Errno.EAGAIN : sent;
    }

    @Override
    @Nullable
    SocketAddress remoteAddress() throws IOException {
        return channel.getRemoteAddress();
    }
}

package io.gyre.dns;

import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import org.jspecify.annotations.Nullable;

/** The sockets to one server: a few, one of which each message picks at random. */
final class UdpPorts {
    private static final int MOST = 8;

    private final Engine engine;
    private final InetSocketAddress server;
    private @Nullable UdpPort[] ports = new UdpPort[MOST];

    UdpPorts(Engine engine, InetSocketAddress server) {
        this.engine = engine;
        this.server = server;
    }

    void send(Transmission transmission) throws IOException {
        pick().send(transmission);
    }

    private UdpPort pick() throws ErrnoException {
        InetSocketAddress local = local(engine.options, server);
        boolean fixed = local != null && local.getPort() != 0;
        int index = fixed ? 0 : engine.entropy.below(MOST);
        UdpPort known = ports[index];
        if (known != null && !known.isWorn()) {
            return known;
        }
        if (known != null) {
            known.retire();
            ports[index] = null;
        }
        UdpPort fresh = new UdpPort(engine, open(local), fixed);
        ports[index] = fresh;
        return fresh;
    }

    private Fd open(@Nullable InetSocketAddress local) throws ErrnoException {
        Fd fd = socket(engine, SocketType.DATAGRAM, server, local);
        int rc = engine.base.config().platform().connect(fd.number(), server);
        if (rc < 0) {
            fd.close();
            throw new ErrnoException("connect " + server, rc);
        }
        return fd;
    }

    /** {@return where to ask from, or null for anywhere} Servers of this host are asked from wherever it suits them. */
    static @Nullable InetSocketAddress local(ResolverOptions options, InetSocketAddress server) {
        InetSocketAddress local = options.bindTo();
        boolean fits = local != null
                && !server.getAddress().isLoopbackAddress()
                && server.getAddress() instanceof Inet6Address == local.getAddress() instanceof Inet6Address;
        return fits ? local : null;
    }

    /** {@return a socket with the options of the resolver, bound if it is to be} */
    static Fd socket(Engine engine, SocketType type, InetSocketAddress server, @Nullable InetSocketAddress local)
            throws ErrnoException {
        Platform platform = engine.base.config().platform();
        var family = server.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
        Fd fd = new Descriptors(platform).socket(family, type);
        try {
            if (engine.options.receiveBuffer() > 0) {
                fd.option(SocketOption.RECEIVE_BUFFER, engine.options.receiveBuffer());
            }
            if (engine.options.sendBuffer() > 0) {
                fd.option(SocketOption.SEND_BUFFER, engine.options.sendBuffer());
            }
            int rc = local == null ? 0 : platform.bind(fd.number(), local);
            if (rc < 0) {
                throw new ErrnoException("bind " + local, rc);
            }
            return fd;
        } catch (ErrnoException failed) {
            fd.close();
            throw failed;
        }
    }

    /** Has the next message take a new socket. */
    void renew() {
        for (UdpPort port : ports) {
            if (port != null) {
                port.retire();
            }
        }
        ports = new UdpPort[MOST];
    }

    /** Those who wait are not told. */
    void close() {
        for (UdpPort port : ports) {
            if (port != null) {
                port.close();
            }
        }
        ports = new UdpPort[MOST];
    }
}

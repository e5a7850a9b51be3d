package io.gyre.http.client;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Connects to a host by its name, or to an address. */
final class HostConnector implements Connector {
    private final @Nullable SocketAddress address;
    private final HostQuery query;
    private final HostResolver resolver;
    private HostQuery.Family family = HostQuery.Family.UNSPEC;
    private @Nullable InetAddress localAddress;
    private int localPort;
    private boolean reusesAddress;
    private @Nullable SocketAddress lastAddress;

    HostConnector(String host, int port, HostResolver resolver) {
        address = null;
        query = HostQuery.of(host, port);
        this.resolver = resolver;
    }

    HostConnector(SocketAddress address) {
        this.address = address;
        query = HostQuery.of("", 0);
        resolver = HostResolver.system();
    }

    void family(HostQuery.Family wanted) {
        family = wanted;
    }

    void localAddress(@Nullable InetAddress from) {
        localAddress = from;
    }

    void localPort(int from) {
        if (from < 0 || from > 0xffff) {
            throw new IllegalArgumentException("a port lies between 0 and 65535, but " + from + " was given");
        }
        localPort = from;
    }

    void reuseAddress(boolean wanted) {
        reusesAddress = wanted;
        lastAddress = null;
    }

    /** Says whether what was connected to last has connected. */
    void connected(@Nullable BufferEvent transport) {
        Fd fd = transport == null ? null : transport.fd();
        lastAddress = reusesAddress && fd != null ? fd.remoteAddress() : null;
    }

    @Override
    public BufferEvent connect(EventBase base) {
        var made = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
        try {
            begin(made);
        } catch (RuntimeException misfit) {
            made.close();
            throw misfit;
        }
        return made;
    }

    private void begin(SocketBufferEvent made) {
        SocketAddress target = address != null ? address : lastAddress;
        made.localAddress(local(target));
        if (target != null) {
            made.connect(target);
        } else {
            made.connect(query.withFamily(family), resolver);
        }
    }

    /** Without an address but with a port, it is the wildcard of the family that was asked for, IPv4 if none was. */
    private @Nullable SocketAddress local(@Nullable SocketAddress target) {
        if (localAddress == null && localPort == 0) {
            return null;
        }
        if (target != null && !(target instanceof InetSocketAddress)) {
            return null;
        }
        return localAddress == null ? new InetSocketAddress(localPort) : new InetSocketAddress(localAddress, localPort);
    }
}

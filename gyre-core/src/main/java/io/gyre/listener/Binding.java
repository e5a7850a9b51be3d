package io.gyre.listener;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;

/** Makes a listening socket as the options want it. */
final class Binding {
    private Binding() {}

    static Fd listen(Descriptors descriptors, SocketAddress address, int backlog, Set<ListenerOption> options)
            throws ErrnoException {
        if (!(address instanceof InetSocketAddress)) {
            refuseReuse(address, options);
        }
        return descriptors.listen(address, backlog, fd -> apply(fd, address, options));
    }

    private static void refuseReuse(SocketAddress address, Set<ListenerOption> options) {
        if (options.contains(ListenerOption.REUSEABLE) || options.contains(ListenerOption.REUSEABLE_PORT)) {
            throw new IllegalArgumentException(
                    address + ": a Unix socket's path cannot be reused: remove the file before");
        }
    }

    private static void apply(Fd fd, SocketAddress address, Set<ListenerOption> options) throws ErrnoException {
        if (!(address instanceof InetSocketAddress inet)) {
            return;
        }
        fd.option(SocketOption.KEEP_ALIVE, 1);
        if (options.contains(ListenerOption.REUSEABLE)) {
            fd.reuseAddress();
        }
        if (options.contains(ListenerOption.REUSEABLE_PORT)) {
            fd.reusePort();
        }
        if (options.contains(ListenerOption.DEFERRED_ACCEPT)) {
            deferAccept(fd);
        }
        if (inet.getAddress() instanceof Inet6Address) {
            applyToIpv6(fd, options);
        }
    }

    /** Merely spares wakeups, so where it cannot be had, connections are reported as ever. */
    private static void deferAccept(Fd fd) throws ErrnoException {
        try {
            fd.deferAccept();
        } catch (ErrnoException refused) {
            if (refused.errno() != Errno.ENOPROTOOPT) {
                throw refused;
            }
        }
    }

    private static void applyToIpv6(Fd fd, Set<ListenerOption> options) throws ErrnoException {
        if (options.contains(ListenerOption.BIND_IPV6ONLY)) {
            fd.ipv6Only(true);
        } else if (options.contains(ListenerOption.BIND_IPV4_AND_IPV6)) {
            fd.ipv6Only(false);
        }
    }
}

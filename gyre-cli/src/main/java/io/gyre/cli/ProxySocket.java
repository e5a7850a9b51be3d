package io.gyre.cli;

import io.gyre.listener.HandOver;
import io.gyre.listener.InheritedSockets;
import io.gyre.listener.InheritedSockets.Inherited;
import io.gyre.listener.Taken;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import io.gyre.net.SocketAddresses;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a proxy's listening socket comes from: its predecessor, systemd, or nobody before.
 *
 * @param fd the socket, owned
 * @param taken who had it before and waits to be told that it is in use; null if nobody
 */
record ProxySocket(Fd fd, @Nullable Taken taken) {
    private static final String SYSTEMD = "systemd";
    private static final Duration DEADLINE = Duration.ofSeconds(5);

    /**
     * {@return the socket}
     *
     * @param listen {@code systemd}, {@code systemd:NAME} or an address
     * @param handOver where a predecessor may wait
     */
    static ProxySocket open(Platform platform, String listen, @Nullable Path handOver) throws IOException {
        Taken taken = handOver == null
                ? null
                : HandOver.take(platform, handOver, DEADLINE).orElse(null);
        if (taken != null) {
            Fd fd = taken.sockets().getFirst();
            check(listen, fd, taken.predecessor());
            return new ProxySocket(fd, taken);
        }
        return new ProxySocket(
                isSystemd(listen) ? inherited(listen) : listen(platform, Endpoint.parse(listen, 0)), null);
    }

    private static boolean isSystemd(String listen) {
        return listen.equals(SYSTEMD) || listen.startsWith(SYSTEMD + ":");
    }

    /** Whoever asks for another address than the predecessor's would wait there in vain. */
    private static void check(String listen, Fd fd, long predecessor) {
        if (isSystemd(listen)) {
            return;
        }
        SocketAddress wanted = Endpoint.parse(listen, 0);
        boolean any = wanted instanceof InetSocketAddress inet && inet.getPort() == 0;
        if (!any && !wanted.equals(fd.localAddress())) {
            throw new Failure("process " + predecessor + " listens at "
                    + SocketAddresses.format(Objects.requireNonNull(fd.localAddress())) + ", not at "
                    + SocketAddresses.format(wanted) + ": end it, or give another path to --hand-over");
        }
    }

    private static Fd listen(Platform platform, SocketAddress address) throws IOException {
        return new Descriptors(platform).listen(address, Descriptors.BACKLOG, fd -> {
            if (address instanceof InetSocketAddress) {
                fd.reuseAddress().option(SocketOption.KEEP_ALIVE, 1);
            }
        });
    }

    private static Fd inherited(String listen) throws IOException {
        List<Inherited> all = InheritedSockets.take();
        List<Inherited> fitting = listen.equals(SYSTEMD)
                ? all
                : all.stream()
                        .filter(each -> each.name().equals(listen.substring(SYSTEMD.length() + 1)))
                        .toList();
        if (fitting.size() != 1) {
            throw new Failure(
                    "'" + listen + "' fits " + fitting.size() + " inherited sockets, and must fit one; there are "
                            + all.stream().map(Inherited::name).toList());
        }
        all.stream()
                .filter(each -> !each.equals(fitting.getFirst()))
                .forEach(each -> each.fd().close());
        return fitting.getFirst().fd();
    }
}

package io.gyre.testing;

import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What sockets of every type have: a name, options, and an error that waits to be told. */
abstract class Socket extends OpenFile {
    private static final Set<SocketOption> KEEP_ALIVE_TIMES =
            EnumSet.of(SocketOption.KEEP_IDLE, SocketOption.KEEP_INTERVAL, SocketOption.KEEP_COUNT);

    private static final Set<SocketOption> TCP_ONLY = EnumSet.of(
            SocketOption.KEEP_IDLE,
            SocketOption.KEEP_INTERVAL,
            SocketOption.KEEP_COUNT,
            SocketOption.NO_DELAY,
            SocketOption.DEFER_ACCEPT);

    /** {@code sizeof(sun_path)}, of which the last byte is zero. */
    private static final int MOST_PATH = 108;

    final Network network;
    final StandardProtocolFamily family;
    final SocketType type;
    private final Map<SocketOption, Integer> options = new EnumMap<>(SocketOption.class);

    /** Where this socket is bound, or what name it got on the way; null if neither. */
    @Nullable
    SocketAddress local;

    @Nullable
    SocketAddress remote;

    /** What the next call that may say so says. */
    private @Nullable Errno error;

    Socket(Network network, StandardProtocolFamily family, SocketType type) {
        this.network = network;
        this.family = family;
        this.type = type;
    }

    /** The number of bytes that may be on their way has been set. */
    abstract void bufferSet(SocketOption which, int bytes);

    /** Makes this and another new socket of the same kind the halves of a pair. */
    abstract void pairWith(Socket other);

    @Override
    final boolean isSocket() {
        return true;
    }

    final boolean isUnix() {
        return family == StandardProtocolFamily.UNIX;
    }

    final void fail(@Nullable Errno with) {
        error = with;
    }

    final boolean hasFailed() {
        return error != null;
    }

    /** {@return the error as a result, which is told once; 0 if there is none} */
    final int takeError() {
        Errno taken = error;
        error = null;
        return taken == null ? 0 : taken.result();
    }

    @Override
    final int bind(SocketAddress address) {
        if (local != null) {
            return Errno.EINVAL.result();
        }
        int objection = objection(address);
        return objection == 0 ? network.bind(this, address) : objection;
    }

    /** {@return {@code -errno} for an address of another family, or one that is too long; otherwise 0} */
    final int objection(SocketAddress address) {
        boolean mine = switch (address) {
            case InetSocketAddress inet -> family == familyOf(resolved(inet));
            case UnixDomainSocketAddress _ -> isUnix();
            default -> false;
        };
        if (!mine) {
            return Errno.EAFNOSUPPORT.result();
        }
        boolean fits = address.toString().getBytes(StandardCharsets.UTF_8).length < MOST_PATH;
        return isUnix() && !fits ? Errno.EINVAL.result() : 0;
    }

    private static StandardProtocolFamily familyOf(InetAddress address) {
        return address instanceof Inet6Address ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET;
    }

    private static InetAddress resolved(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            throw new IllegalArgumentException(
                    "'" + address.getHostString() + "' is not resolved yet: ask a HostResolver first");
        }
        return ip;
    }

    @Override
    final int setOption(SocketOption option, int value) {
        if (option == SocketOption.ERROR || option == SocketOption.LISTENS) {
            return Errno.ENOPROTOOPT.result();
        }
        int objection = objection(option);
        if (objection == 0 && KEEP_ALIVE_TIMES.contains(option) && value < 1) {
            return Errno.EINVAL.result();
        }
        if (objection == 0) {
            options.put(option, value);
            if (option == SocketOption.SEND_BUFFER || option == SocketOption.RECEIVE_BUFFER) {
                bufferSet(option, value);
            }
        }
        return objection;
    }

    @Override
    final int option(SocketOption option) {
        if (option == SocketOption.ERROR) {
            return -takeError();
        }
        int objection = objection(option);
        return objection != 0
                ? objection
                : switch (option) {
                    // Linux doubles what is set, for its own bookkeeping, and tells so.
                    case SEND_BUFFER, RECEIVE_BUFFER -> 2 * options.getOrDefault(option, network.bufferBytes);
                    case LISTENS -> isListening() ? 1 : 0;
                    default -> options.getOrDefault(option, 0);
                };
    }

    /** {@return what was set, or null} */
    final @Nullable Integer set(SocketOption option) {
        return options.get(option);
    }

    final boolean isOn(SocketOption option) {
        return options.getOrDefault(option, 0) != 0;
    }

    private int objection(SocketOption option) {
        boolean tcp = TCP_ONLY.contains(option);
        boolean ipv6 = option == SocketOption.IPV6_ONLY;
        if (isUnix()) {
            return tcp || ipv6 ? Errno.EOPNOTSUPP.result() : 0;
        }
        boolean known = tcp ? type == SocketType.STREAM : !ipv6 || family == StandardProtocolFamily.INET6;
        return known ? 0 : Errno.ENOPROTOOPT.result();
    }

    /** The kernel gives every socket of the Internet an address of zeros, and every Unix socket an empty name. */
    @Override
    final SocketAddress localAddress() {
        return local != null ? local : Network.nowhere(family);
    }

    @Override
    final @Nullable SocketAddress remoteAddress() {
        return remote;
    }
}

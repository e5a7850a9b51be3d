package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.Map;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/** Socket options as the JDK has them. */
final class NioOptions {
    private static final Map<SocketOption, java.net.SocketOption<Boolean>> SWITCHES = Map.of(
            SocketOption.REUSE_ADDRESS, StandardSocketOptions.SO_REUSEADDR,
            SocketOption.REUSE_PORT, StandardSocketOptions.SO_REUSEPORT,
            SocketOption.BROADCAST, StandardSocketOptions.SO_BROADCAST,
            SocketOption.KEEP_ALIVE, StandardSocketOptions.SO_KEEPALIVE,
            SocketOption.NO_DELAY, StandardSocketOptions.TCP_NODELAY);

    private static final Map<SocketOption, java.net.SocketOption<Integer>> NUMBERS = Map.of(
            SocketOption.KEEP_IDLE, ExtendedSocketOptions.TCP_KEEPIDLE,
            SocketOption.KEEP_INTERVAL, ExtendedSocketOptions.TCP_KEEPINTERVAL,
            SocketOption.KEEP_COUNT, ExtendedSocketOptions.TCP_KEEPCOUNT,
            SocketOption.RECEIVE_BUFFER, StandardSocketOptions.SO_RCVBUF,
            SocketOption.SEND_BUFFER, StandardSocketOptions.SO_SNDBUF);

    private NioOptions() {}

    /** {@return 0, or {@code -ENOPROTOOPT} for what this JDK does not offer on such a socket, or {@code -EINVAL}} */
    static int set(NetworkChannel channel, SocketOption option, int value) throws IOException {
        java.net.SocketOption<Boolean> asSwitch = SWITCHES.get(option);
        java.net.SocketOption<Integer> asNumber = NUMBERS.get(option);
        try {
            if (offers(channel, asSwitch)) {
                channel.setOption(asSwitch, value != 0);
                return 0;
            }
            if (offers(channel, asNumber)) {
                channel.setOption(asNumber, value);
                return 0;
            }
            return isGivenAnyway(option, value) ? 0 : -Errno.ENOPROTOOPT;
        } catch (IllegalArgumentException _) {
            return -Errno.EINVAL;
        }
    }

    /** {@return the value, or {@code -ENOPROTOOPT}} */
    static int get(NetworkChannel channel, SocketOption option) throws IOException {
        java.net.SocketOption<Boolean> asSwitch = SWITCHES.get(option);
        java.net.SocketOption<Integer> asNumber = NUMBERS.get(option);
        if (offers(channel, asSwitch)) {
            return channel.getOption(asSwitch) ? 1 : 0;
        }
        if (offers(channel, asNumber)) {
            return channel.getOption(asNumber);
        }
        return isGivenAnyway(option, 0) || option == SocketOption.LISTENS ? 0 : -Errno.ENOPROTOOPT;
    }

    /** The JDK makes every IPv6 socket take IPv4 as well, and says nothing of it. */
    private static boolean isGivenAnyway(SocketOption option, int value) {
        return option == SocketOption.IPV6_ONLY && value == 0;
    }

    private static boolean offers(NetworkChannel channel, java.net.@Nullable SocketOption<?> option) {
        return option != null && channel.supportedOptions().contains(option);
    }
}

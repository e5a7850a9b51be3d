package io.gyre.net;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Socket addresses as text, in order, and by kind: {@code evutil_parse_sockaddr_port}, {@code evutil_sockaddr_cmp} and
 * their neighbours. Nothing here asks a name service, and all methods may be called from any thread.
 */
public final class SocketAddresses {
    /** The order of {@link #compare} without ports. */
    public static final Comparator<SocketAddress> BY_ADDRESS = (a, b) -> compare(a, b, false);

    /** The order of {@link #compare} with ports. */
    public static final Comparator<SocketAddress> BY_ADDRESS_AND_PORT = (a, b) -> compare(a, b, true);

    private static final String UNIX = "unix:";
    private static final int MAX_PORT = 0xffff;

    private SocketAddresses() {}

    /**
     * {@return the address that a text stands for, with port 0 where it names none} Answers to {@code
     * evutil_parse_sockaddr_port}. The forms are {@code 1.2.3.4}, {@code 1.2.3.4:80}, {@code ::1}, {@code [::1]} and
     * {@code [::1]:80}; IPv6 may carry a zone ({@code fe80::1%eth0}). IPv6 without brackets never has a port: {@code
     * ::1:80} is one address.
     *
     * <p>Stricter than libevent, which takes {@code 1.2.3.4:80x}, {@code 1.2.3.4: 80}, {@code 1.2.3.4:+80},
     * {@code 1.2.3.4:080}, {@code [::1]80}, {@code " 1.2.3.4"} and {@code 01.2.3.4}. All are refused here.
     *
     * @param text the address
     * @throws IllegalArgumentException if it has none of these forms, or a port outside 1 to 65535
     */
    public static InetSocketAddress parse(String text) {
        if (text.startsWith("[")) {
            return parseBracketed(text);
        }
        int colon = text.indexOf(':');
        boolean ipv6 = colon >= 0 && text.indexOf(':', colon + 1) >= 0;
        if (ipv6 || colon < 0) {
            return new InetSocketAddress(literal(InetText.address(text), text), 0);
        }
        InetAddress address = literal(InetText.address(text.substring(0, colon)), text);
        return new InetSocketAddress(address, port(text, colon + 1));
    }

    /**
     * {@return the address that a text stands for, local sockets included} As {@link #parse}, and besides {@code
     * unix:/some/path}. On Linux {@code unix:@name} is the abstract socket {@code name}: the JDK's type cannot hold
     * the leading NUL, so the address keeps the {@code @}, and descriptors of this library turn it into NUL. A file
     * of such a name is {@code unix:./@name}.
     *
     * @param text the address
     * @throws IllegalArgumentException if it has none of these forms
     */
    public static SocketAddress parseAny(String text) {
        if (!text.startsWith(UNIX)) {
            return parse(text);
        }
        if (text.length() == UNIX.length()) {
            throw new IllegalArgumentException("\"unix:\" lacks a path: write unix:/some/path, or unix:@name on Linux");
        }
        return UnixDomainSocketAddress.of(text.substring(UNIX.length()));
    }

    /**
     * {@return the text of an address, which {@link #parseAny} reads back to an equal one} IPv6 stands in brackets
     * where a port follows. Port 0 is left out, and the zone is written as a number. An unresolved address gives its
     * host name; a kind of address unknown to this library gives its own {@code toString}.
     *
     * @param address any address
     */
    public static String format(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress unix -> UNIX + unix.getPath();
            case InetSocketAddress inet -> withPort(hostText(inet), inet.getPort());
            default -> address.toString();
        };
    }

    /**
     * {@return negative, 0 or positive as {@code a} sorts before, with or after {@code b}} Answers to {@code
     * evutil_sockaddr_cmp}, and is a total order. Local sockets come first (by path), then IPv4, then IPv6 (by the
     * bytes of the address, then by port if asked), then unresolved names. Zones do not count, as they do not in
     * {@link Inet6Address#equals}. An IPv4-mapped address is IPv6.
     *
     * @param a one address
     * @param b the other
     * @param includePort whether the port counts
     * @throws IllegalArgumentException for a kind of address unknown to this library; libevent answers 1, in both
     * directions
     */
    public static int compare(SocketAddress a, SocketAddress b, boolean includePort) {
        int byKind = Integer.compare(rank(a), rank(b));
        if (byKind != 0) {
            return byKind;
        }
        if (!(a instanceof InetSocketAddress inetA) || !(b instanceof InetSocketAddress inetB)) {
            return pathText(a).compareTo(pathText(b));
        }
        int byHost = compareHosts(inetA, inetB);
        return byHost != 0 || !includePort ? byHost : Integer.compare(inetA.getPort(), inetB.getPort());
    }

    /**
     * {@return whether an address is {@code 127.0.0.0/8} or {@code ::1}} False for local sockets and unresolved names.
     *
     * @param address any address
     */
    public static boolean isLoopback(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                && inet.getAddress() != null
                && inet.getAddress().isLoopbackAddress();
    }

    /**
     * {@return whether an address says nothing about reaching the outside} True for unspecified, loopback, link-local
     * and multicast addresses, and for IPv6 addresses that only stand for IPv4 ones ({@code ::ffff:0:0/96}, {@code
     * ::ffff:0:0:0/96}). A host with nothing else in a family cannot use that family, which is
     * what {@code AI_ADDRCONFIG} asks for.
     *
     * @param address any address
     */
    public static boolean isLocal(InetAddress address) {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isMulticastAddress()
                || (address instanceof Inet6Address && standsForIpv4(address.getAddress()));
    }

    /** The value of a decimal number without sign and leading zeros, or -1 if it is none or exceeds {@code max}. */
    static int decimal(String text, int from, int to, int max) {
        boolean wrongLength = to <= from || to - from > 5;
        if (wrongLength || (text.charAt(from) == '0' && to - from > 1)) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!Ascii.isDigit(text.charAt(i))) {
                return -1;
            }
            value = 10 * value + (text.charAt(i) - '0');
        }
        return value <= max ? value : -1;
    }

    /** The value of a port number with nothing around it, or -1. */
    static int portNumber(String text) {
        return decimal(text, 0, text.length(), MAX_PORT);
    }

    private static InetSocketAddress parseBracketed(String text) {
        int close = text.indexOf(']');
        if (close < 0) {
            throw refused(text, "the bracket is never closed");
        }
        InetAddress address = literal(InetText.ptonScope(text.substring(1, close)), text);
        if (close == text.length() - 1) {
            return new InetSocketAddress(address, 0);
        }
        if (text.charAt(close + 1) != ':') {
            throw refused(text, "only \":port\" may follow the bracket");
        }
        return new InetSocketAddress(address, port(text, close + 2));
    }

    private static InetAddress literal(@Nullable InetAddress address, String text) {
        if (address == null) {
            throw refused(
                    text,
                    "write 1.2.3.4, 1.2.3.4:80, ::1, [::1] or [::1]:80 (names are looked up with a HostResolver"
                            + " first)");
        }
        return address;
    }

    private static int port(String text, int from) {
        int port = decimal(text, from, text.length(), MAX_PORT);
        if (port <= 0) {
            throw refused(text, "the port must be a number from 1 to 65535; leave \":port\" out for none");
        }
        return port;
    }

    private static IllegalArgumentException refused(String text, String remedy) {
        return new IllegalArgumentException("\"" + text + "\" is not a socket address: " + remedy);
    }

    private static String withPort(String host, int port) {
        if (port == 0) {
            return host;
        }
        return host.indexOf(':') < 0 ? host + ':' + port : '[' + host + "]:" + port;
    }

    private static String hostText(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            return address.getHostString();
        }
        int zone = ip instanceof Inet6Address ipv6 ? ipv6.getScopeId() : 0;
        return zone == 0 ? InetText.ntop(ip) : InetText.ntop(ip) + '%' + zone;
    }

    private static int rank(SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress _ -> 0;
            case InetSocketAddress inet when inet.getAddress() == null -> 3;
            case InetSocketAddress inet -> inet.getAddress() instanceof Inet4Address ? 1 : 2;
            default ->
                throw new IllegalArgumentException(
                        address + " cannot be ordered: only Internet and local (unix) addresses can");
        };
    }

    private static String pathText(SocketAddress unix) {
        return ((UnixDomainSocketAddress) unix).getPath().toString();
    }

    private static int compareHosts(InetSocketAddress a, InetSocketAddress b) {
        InetAddress ipA = a.getAddress();
        InetAddress ipB = b.getAddress();
        if (ipA == null || ipB == null) {
            return Ascii.compareIgnoreCase(a.getHostString(), b.getHostString());
        }
        return Arrays.compareUnsigned(ipA.getAddress(), ipB.getAddress());
    }

    private static boolean standsForIpv4(byte[] address) {
        long high = bytes(address, 0, 8);
        long next = bytes(address, 8, 4);
        return high == 0 && (next == 0xffffL || next == 0xffff0000L);
    }

    private static long bytes(byte[] address, int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (address[i] & 0xff);
        }
        return value;
    }
}

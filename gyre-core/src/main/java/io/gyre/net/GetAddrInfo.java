package io.gyre.net;

import io.gyre.net.HostQuery.Family;
import io.gyre.net.HostQuery.Flag;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The pure part of {@code evutil_getaddrinfo}, for those who implement {@link HostResolver}: everything that follows
 * from the query alone, and the making of results from addresses. May be used from any thread.
 */
public final class GetAddrInfo {
    private static final int LONGEST_NAME = 254;
    private static final InetAddress ANY_IPV4 = InetText.inet4(new byte[4]);
    private static final InetAddress ANY_IPV6 = InetText.inet6(new byte[16], 0);
    private static final InetAddress LOOPBACK_IPV4 = InetText.inet4(new byte[] {127, 0, 0, 1});
    private static final InetAddress LOOPBACK_IPV6 =
            InetText.inet6(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 0);

    private GetAddrInfo() {}

    /**
     * {@return the outcome of a query that needs no name service, or null if one must be asked}
     *
     * <p>These are refused flags, unknown services, no host (which means the wildcard or loopback addresses, IPv4
     * first), literals, {@link Flag#NUMERICHOST}, and texts that cannot be a name. The last include {@code 127.1} and
     * {@code 0x7f000001}: {@code getaddrinfo(3)} takes them for addresses, which gets past filters that do not. A
     * literal of a family not asked for is {@link EaiError#ADDRFAMILY}; libevent asks the name service for it, in
     * vain.
     *
     * @param query what is looked for
     * @param services the names of services; not asked if the query has a number
     */
    public static @Nullable HostResult immediate(HostQuery query, ServiceNames services) {
        HostResult refusal = refusal(query);
        if (refusal != null) {
            return refusal;
        }
        if (ports(query, services).isEmpty()) {
            return unknownService(query);
        }
        String host = query.host();
        if (host == null) {
            return answer(query, services, ownAddresses(query), null);
        }
        InetAddress literal = InetText.address(host);
        if (literal != null) {
            return answer(query, services, List.of(literal), host);
        }
        return notALookup(query, host);
    }

    /**
     * {@return the result that consists of some addresses} Leaves out other families than the query's, repeats each
     * address for each kind of socket, and adds the port.
     *
     * @param query what was looked for
     * @param services the names of services, as for {@link #immediate}
     * @param found the addresses, best first; doubles are dropped
     * @param canonicalName the host's own name, if known; told if the query asks for it
     */
    public static HostResult answer(
            HostQuery query,
            ServiceNames services,
            Collection<? extends InetAddress> found,
            @Nullable String canonicalName) {
        if (found.isEmpty()) {
            return failed(query, EaiError.NODATA, "it exists, but has no address");
        }
        Map<SocketType, Integer> ports = ports(query, services);
        if (ports.isEmpty()) {
            return unknownService(query);
        }
        var entries = new ArrayList<AddressInfo>();
        for (InetAddress address : new LinkedHashSet<InetAddress>(found)) {
            if (matches(query.family(), address)) {
                ports.forEach((type, port) -> entries.add(new AddressInfo(new InetSocketAddress(address, port), type)));
            }
        }
        if (entries.isEmpty()) {
            return failed(query, EaiError.ADDRFAMILY, "it has addresses, but none of family " + query.family());
        }
        return new HostResult.Resolved(entries, query.has(Flag.CANONNAME) ? canonicalName : null);
    }

    /**
     * {@return the only family of which this host has addresses that reach the outside, or UNSPEC if it has both, none, or cannot tell} What
     * {@link Flag#ADDRCONFIG} asks for. Asks the system, which takes some microseconds.
     */
    public static Family configuredFamily() {
        return SystemHostResolver.configuredFamily();
    }

    /** Makes a failure whose message begins with the host. */
    static HostResult.Failed failed(HostQuery query, EaiError error, String why) {
        return new HostResult.Failed(error, query.subject() + ": " + why);
    }

    private static @Nullable HostResult refusal(HostQuery query) {
        if (query.has(Flag.V4MAPPED) || query.has(Flag.ALL)) {
            return failed(query, EaiError.BADFLAGS, "V4MAPPED and ALL are not supported; ask for UNSPEC instead");
        }
        if (query.host() != null) {
            return null;
        }
        if (query.service() == null) {
            return failed(query, EaiError.NONAME, "a query needs a host or a service");
        }
        return query.has(Flag.CANONNAME)
                ? failed(query, EaiError.BADFLAGS, "CANONNAME needs a host (RFC 3493, section 6.1)")
                : null;
    }

    /** The port for each kind of socket that has one. Empty if the service is unknown. */
    private static Map<SocketType, Integer> ports(HostQuery query, ServiceNames services) {
        var ports = new EnumMap<SocketType, Integer>(SocketType.class);
        String service = query.service() == null ? "0" : query.service();
        if (query.has(Flag.NUMERICSERV) && SocketAddresses.portNumber(service) < 0) {
            return ports;
        }
        for (SocketType type : query.socketTypes()) {
            OptionalInt port = services.port(service, type);
            port.ifPresent(number -> ports.put(type, number));
        }
        return ports;
    }

    private static HostResult unknownService(HostQuery query) {
        return query.has(Flag.NUMERICSERV)
                ? failed(query, EaiError.NONAME, "the service must be a port number from 0 to 65535")
                : failed(
                        query,
                        EaiError.SERVICE,
                        "the service is neither a port number from 0 to 65535 nor in the system's services file for "
                                + query.socketTypes());
    }

    private static List<InetAddress> ownAddresses(HostQuery query) {
        return query.has(Flag.PASSIVE) ? List.of(ANY_IPV4, ANY_IPV6) : List.of(LOOPBACK_IPV4, LOOPBACK_IPV6);
    }

    private static @Nullable HostResult notALookup(HostQuery query, String host) {
        if (query.has(Flag.NUMERICHOST)) {
            return failed(query, EaiError.NONAME, "the host must be an IP address, since NUMERICHOST is set");
        }
        if (host.isEmpty() || host.length() > LONGEST_NAME) {
            return failed(query, EaiError.NONAME, "a host name has 1 to " + LONGEST_NAME + " characters");
        }
        if (!host.chars().allMatch(GetAddrInfo::mayBeInName)) {
            return failed(
                    query,
                    EaiError.NONAME,
                    "not a host name: it has characters that none can have (java.net.IDN converts international"
                            + " names)");
        }
        return endsInNumber(host)
                ? failed(query, EaiError.NONAME, "looks like an IPv4 address, but does not have the form 1.2.3.4")
                : null;
    }

    /** Printable ASCII, except what marks an IPv6 address or a zone; the name service may be stricter. */
    private static boolean mayBeInName(int c) {
        return c > ' ' && c < 0x7f && c != ':' && c != '%' && c != '[' && c != ']' && c != '/';
    }

    /**
     * Whether inet_aton(3) might take the name for an address; no real name ends like this (RFC 1123, section 2.1).
     */
    private static boolean endsInNumber(String host) {
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        String last = name.substring(name.lastIndexOf('.') + 1);
        if (Ascii.compareIgnoreCase(last, "0x", 2) == 0) {
            return last.chars().skip(2).allMatch(c -> Ascii.digit(c, 16) >= 0);
        }
        return !last.isEmpty() && last.chars().allMatch(Ascii::isDigit);
    }

    private static boolean matches(Family family, InetAddress address) {
        return switch (family) {
            case UNSPEC -> true;
            case INET -> address instanceof Inet4Address;
            case INET6 -> !(address instanceof Inet4Address);
        };
    }
}

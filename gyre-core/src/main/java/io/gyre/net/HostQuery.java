package io.gyre.net;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to look for: the node, service and hints of {@code evutil_getaddrinfo}.
 *
 * @param host a name or a literal; null for this host (see {@link Flag#PASSIVE})
 * @param service a port number in decimal or a name such as {@code https}; null for port 0
 * @param family the addresses wanted
 * @param socketTypes the kinds of socket wanted, at least one: {@code ai_socktype}, and {@code ai_protocol} with it;
 * copied
 * @param flags further wishes; copied
 */
public record HostQuery(
        @Nullable String host, @Nullable String service, Family family, Set<SocketType> socketTypes, Set<Flag> flags) {
    /** Copies the sets. */
    public HostQuery {
        socketTypes = Set.copyOf(socketTypes);
        if (socketTypes.isEmpty()) {
            throw new IllegalArgumentException("a query needs a kind of socket: STREAM, DATAGRAM or both");
        }
        flags = Set.copyOf(flags);
    }

    /**
     * {@return a query for stream sockets to a host, over IPv4 or IPv6}
     *
     * @param host a name or a literal
     * @param port from 0 to 65535
     * @throws IllegalArgumentException if there is no such port
     */
    public static HostQuery of(String host, int port) {
        return builder().host(host).port(port).build();
    }

    /** {@return a builder that starts with no host, no service, any family, stream sockets and no flags} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return the same query for another family}
     *
     * @param wanted the family
     */
    public HostQuery withFamily(Family wanted) {
        return new HostQuery(host, service, wanted, socketTypes, flags);
    }

    /**
     * {@return whether a flag is set}
     *
     * @param flag the flag
     */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** {@return host and service, for messages} */
    String subject() {
        String name = host == null ? "this host" : host;
        return service == null ? name : name + " (service " + service + ")";
    }

    /** Which addresses are wanted: {@code ai_family}. */
    public enum Family {
        /** Both: {@code AF_UNSPEC}. */
        UNSPEC,
        /** IPv4: {@code AF_INET}. */
        INET,
        /** IPv6: {@code AF_INET6}. */
        INET6
    }

    /** A wish: {@code EVUTIL_AI_*}. */
    public enum Flag {
        /** Without a host, take the wildcard addresses (to bind) instead of the loopback ones (to connect). */
        PASSIVE,
        /** Tell the canonical name too. Needs a host. */
        CANONNAME,
        /** The host must be a literal; ask no name service. */
        NUMERICHOST,
        /** The service must be a number. */
        NUMERICSERV,
        /**
         * Leave out a family if this host has addresses of the other one only, local ones not counted ({@link
         * SocketAddresses#isLocal}). Literals are never left out.
         */
        ADDRCONFIG,
        /** Refused with {@link EaiError#BADFLAGS}: not supported, as in libevent. */
        V4MAPPED,
        /** Refused with {@link EaiError#BADFLAGS}: not supported, as in libevent. */
        ALL
    }

    /** Collects the parts of a query. */
    public static final class Builder {
        private final EnumSet<Flag> flags = EnumSet.noneOf(Flag.class);
        private @Nullable String host;
        private @Nullable String service;
        private Family family = Family.UNSPEC;
        private Set<SocketType> socketTypes = Set.of(SocketType.STREAM);

        private Builder() {}

        /**
         * Sets the host.
         *
         * @param name a name, or a literal without brackets
         * @return this
         */
        public Builder host(String name) {
            host = name;
            return this;
        }

        /**
         * Sets the service by name or number. An unknown one is reported when the query is resolved.
         *
         * @param nameOrPort such as {@code https} or {@code 443}
         * @return this
         */
        public Builder service(String nameOrPort) {
            service = nameOrPort;
            return this;
        }

        /**
         * Sets the service by number.
         *
         * @param port from 0 to 65535
         * @return this
         * @throws IllegalArgumentException if there is no such port
         */
        public Builder port(int port) {
            if (port < 0 || port > 0xffff) {
                throw new IllegalArgumentException("a port lies between 0 and 65535, but " + port + " was given");
            }
            return service(Integer.toString(port));
        }

        /**
         * Sets which addresses are wanted.
         *
         * @param wanted the family
         * @return this
         */
        public Builder family(Family wanted) {
            family = wanted;
            return this;
        }

        /**
         * Sets which kinds of socket are wanted. Each address is listed once for each of them.
         *
         * @param wanted at least one kind
         * @return this
         */
        public Builder socketTypes(SocketType... wanted) {
            socketTypes = Set.of(wanted);
            return this;
        }

        /**
         * Adds flags.
         *
         * @param added the flags
         * @return this
         */
        public Builder flags(Flag... added) {
            flags.addAll(List.of(added));
            return this;
        }

        /** {@return the query} */
        public HostQuery build() {
            return new HostQuery(host, service, family, socketTypes, flags);
        }
    }
}

package io.gyre.net;

import java.net.InetSocketAddress;

/**
 * One way to reach a host: a node of C's {@code evutil_addrinfo} list. There is nothing to free ({@code
 * evutil_freeaddrinfo}).
 *
 * @param address where to connect to or to bind
 * @param socketType the kind of socket to use
 */
public record AddressInfo(InetSocketAddress address, SocketType socketType) {
    /** Checks that the address can be used as it is. */
    public AddressInfo {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("an entry needs an IP address, but " + address + " is unresolved");
        }
    }
}

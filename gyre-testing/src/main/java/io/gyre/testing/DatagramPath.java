package io.gyre.testing;

import java.net.SocketAddress;

/** What happens to UDP datagrams on a {@link SimulatedPlatform}: by default they arrive at once. */
@FunctionalInterface
public interface DatagramPath {
    /**
     * Carries one datagram. To lose it, do nothing; to delay it, hand {@code deliver} to a clock; to double it, deliver twice. What is
     * delivered to nobody is reported to a sender that is connected.
     *
     * @param from the sender
     * @param to where it is to go
     * @param deliver lets it arrive
     */
    void carry(SocketAddress from, SocketAddress to, Runnable deliver);
}

package io.gyre.dns;

import io.gyre.dns.wire.Message;
import java.net.SocketAddress;

/** The way back to a client. */
interface ReplyWay {
    /** {@return who asks} */
    SocketAddress client();

    DnsTransport transport();

    /**
     * Sends a reply, or has it sent soon. With the server's lock held.
     *
     * @param datagramLimit how long it may be in a datagram
     * @return false if the client is gone, or the system refuses
     * @throws IllegalArgumentException if it is too long for any message
     */
    boolean send(Message reply, int datagramLimit);

    /** The request is settled. With the server's lock held. */
    void settled();
}

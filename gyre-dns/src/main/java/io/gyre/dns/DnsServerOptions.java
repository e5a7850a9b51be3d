package io.gyre.dns;

import java.time.Duration;

/**
 * The settings of a server: {@code enum evdns_server_option}, and more.
 *
 * @param maxTcpClients how many connections there may be at a time; more are closed at once. {@code EVDNS_SOPT_TCP_MAX_CLIENTS}
 * @param tcpIdleTimeout how long a connection may be silent that waits for no answer. {@code EVDNS_SOPT_TCP_IDLE_TIMEOUT}
 * @param maxPerConnection how many queries of one connection may wait for their answers; then it is read no further
 * @param maxUnanswered how many queries in datagrams may wait for their answers; more are dropped
 * @param maxUdpSize how long a reply in a datagram may be, whatever the client says, from 512 to 4096
 */
public record DnsServerOptions(
        int maxTcpClients, Duration tcpIdleTimeout, int maxPerConnection, int maxUnanswered, int maxUdpSize) {
    private static final DnsServerOptions DEFAULTS =
            new DnsServerOptions(1000, Duration.ofSeconds(10), 100, 10_000, 1232);

    /** Checks the numbers. */
    public DnsServerOptions {
        if (maxTcpClients < 1 || maxPerConnection < 1 || maxUnanswered < 1 || !tcpIdleTimeout.isPositive()) {
            throw new IllegalArgumentException("limits of a DNS server must be more than zero");
        }
        maxUdpSize = Math.clamp(maxUdpSize, 512, 4096);
    }

    /** {@return 1000 connections, silent for 10 s, 100 queries on each, 10,000 in datagrams, replies of 1232 octets} */
    public static DnsServerOptions defaults() {
        return DEFAULTS;
    }

    /** {@return these with another number of connections} */
    public DnsServerOptions withMaxTcpClients(int clients) {
        return new DnsServerOptions(clients, tcpIdleTimeout, maxPerConnection, maxUnanswered, maxUdpSize);
    }

    /** {@return these with another time of silence} */
    public DnsServerOptions withTcpIdleTimeout(Duration silence) {
        return new DnsServerOptions(maxTcpClients, silence, maxPerConnection, maxUnanswered, maxUdpSize);
    }

    /** {@return these with another length of replies in datagrams} */
    public DnsServerOptions withMaxUdpSize(int octets) {
        return new DnsServerOptions(maxTcpClients, tcpIdleTimeout, maxPerConnection, maxUnanswered, octets);
    }

    /** {@return these with other numbers of queries that may wait for their answers} */
    public DnsServerOptions withMaxUnanswered(int perConnection, int inDatagrams) {
        return new DnsServerOptions(maxTcpClients, tcpIdleTimeout, perConnection, inDatagrams, maxUdpSize);
    }
}

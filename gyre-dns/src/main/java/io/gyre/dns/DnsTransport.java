package io.gyre.dns;

/** How messages travel. */
public enum DnsTransport {
    /** In datagrams. */
    UDP,
    /** In a stream, each with its length before it (RFC 7766). */
    TCP
}

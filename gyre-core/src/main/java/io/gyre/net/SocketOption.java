package io.gyre.net;

/** The socket options that libevent sets, all with integer values; a switch is 1 or 0. See {@code socket(7)}, {@code tcp(7)}. */
public enum SocketOption {
    /** {@code SO_REUSEADDR}: the address may be bound again at once after its listener closed. */
    REUSE_ADDRESS,
    /** {@code SO_REUSEPORT}: several sockets share one port, and the kernel spreads connections over them. */
    REUSE_PORT,
    /** {@code SO_BROADCAST}. */
    BROADCAST,
    /** {@code SO_KEEPALIVE}: probe an idle peer. */
    KEEP_ALIVE,
    /** {@code TCP_KEEPIDLE}: seconds of silence before the first probe. */
    KEEP_IDLE,
    /** {@code TCP_KEEPINTVL}: seconds between probes. */
    KEEP_INTERVAL,
    /** {@code TCP_KEEPCNT}: probes that may go unanswered. */
    KEEP_COUNT,
    /** {@code TCP_NODELAY}: send small segments at once, without Nagle's delay. */
    NO_DELAY,
    /** {@code TCP_DEFER_ACCEPT}: seconds to wait for a client's first bytes before the accept is reported. */
    DEFER_ACCEPT,
    /** {@code IPV6_V6ONLY}: an IPv6 socket does not take IPv4 as well. */
    IPV6_ONLY,
    /** {@code SO_RCVBUF}, in bytes; Linux reports twice what was set. */
    RECEIVE_BUFFER,
    /** {@code SO_SNDBUF}, in bytes; Linux reports twice what was set. */
    SEND_BUFFER,
    /** {@code SO_ERROR}, read only: the errno that the socket waits to report (0 for none), cleared by reading. */
    ERROR,
    /** {@code SO_ACCEPTCONN}, read only: 1 if the socket listens. */
    LISTENS
}

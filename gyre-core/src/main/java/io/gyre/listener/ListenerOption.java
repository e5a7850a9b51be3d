package io.gyre.listener;

/** How a listener treats its sockets: {@code LEV_OPT_*}. Sockets are closed on exec ({@code LEV_OPT_CLOSE_ON_EXEC}) in any case. */
public enum ListenerOption {
    /** Leaves accepted sockets blocking: {@code LEV_OPT_LEAVE_SOCKETS_BLOCKING}. */
    LEAVE_SOCKETS_BLOCKING,

    /** Closes the listening socket with the listener: {@code LEV_OPT_CLOSE_ON_FREE}. */
    CLOSE_ON_FREE,

    /** Lets the address be bound again at once after closing: {@code LEV_OPT_REUSEABLE}. */
    REUSEABLE,

    /** Lets several sockets be bound to the address, among which the kernel spreads connections: {@code LEV_OPT_REUSEABLE_PORT}. */
    REUSEABLE_PORT,

    /** Accepts nothing until {@link ConnectionListener#enable}: {@code LEV_OPT_DISABLED}. */
    DISABLED,

    /** Reports a connection once it has sent something, where the platform can: {@code LEV_OPT_DEFERRED_ACCEPT}. */
    DEFERRED_ACCEPT,

    /** An IPv6 socket leaves IPv4 alone: {@code LEV_OPT_BIND_IPV6ONLY}. */
    BIND_IPV6ONLY,

    /** An IPv6 socket takes IPv4 too: {@code LEV_OPT_BIND_IPV4_AND_IPV6}. */
    BIND_IPV4_AND_IPV6,

    /**
     * Every connection must begin with a {@link ProxyHeader}, which is read before the callback learns of the connection and of
     * the client that the header names. Only for sockets that nobody but a trusted proxy can reach, for anybody can write a header.
     */
    PROXY_PROTOCOL,

    /**
     * Has the mechanism accept by itself while the listener is enabled, where it can (io_uring, Linux 6.1 or later; elsewhere this is
     * without effect): libevent's listener for IOCP. It saves a system call for each connection. Connections that have been accepted
     * leave the backlog and wait for the callback in this process, with their descriptors: about 64, or as many as one burst brings. They wait
     * there too while the listener is disabled, and are closed with it. So this is not for a socket that others accept from too,
     * or will be handed over to, and not for a process that counts on the backlog to hold off more connections than it has descriptors for.
     */
    ACCEPT_AHEAD
}

package io.gyre.internal.ffi;

import java.lang.invoke.MethodHandle;

/** The part of {@code <sys/socket.h>} that makes, names and tunes sockets. */
public final class SysSocketSetup {
    public static final int AF_UNIX = 1;
    public static final int AF_INET = 2;
    public static final int AF_INET6 = 10;
    public static final int SOL_SOCKET = 1;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_IPV6 = 41;
    public static final int SO_REUSEADDR = 2;
    public static final int SO_ERROR = 4;
    public static final int SO_BROADCAST = 6;
    public static final int SO_SNDBUF = 7;
    public static final int SO_RCVBUF = 8;
    public static final int SO_KEEPALIVE = 9;
    public static final int SO_REUSEPORT = 15;
    public static final int TCP_NODELAY = 1;
    public static final int TCP_KEEPIDLE = 4;
    public static final int TCP_KEEPINTVL = 5;
    public static final int TCP_KEEPCNT = 6;
    public static final int TCP_DEFER_ACCEPT = 9;
    public static final int IPV6_V6ONLY = 26;
    public static final int SHUT_RD = 0;
    public static final int SHUT_WR = 1;
    public static final int SHUT_RDWR = 2;

    private static final MethodHandle SOCKET = Downcall.of("socket", 3);
    private static final MethodHandle SOCKETPAIR = Downcall.of("socketpair", 4);
    private static final MethodHandle BIND = Downcall.of("bind", 3);
    private static final MethodHandle LISTEN = Downcall.of("listen", 2);
    private static final MethodHandle CONNECT = Downcall.of("connect", 3);
    private static final MethodHandle SHUTDOWN = Downcall.of("shutdown", 2);
    private static final MethodHandle GETSOCKNAME = Downcall.of("getsockname", 3);
    private static final MethodHandle GETPEERNAME = Downcall.of("getpeername", 3);
    private static final MethodHandle GETSOCKOPT = Downcall.of("getsockopt", 5);
    private static final MethodHandle SETSOCKOPT = Downcall.of("setsockopt", 5);

    private final CallState state;

    public SysSocketSetup(CallState state) {
        this.state = state;
    }

    /** {@code socket(2)}. */
    public int socket(int domain, int type, int protocol) {
        try {
            return state.orErrno((long) SOCKET.invokeExact(state.segment, (long) domain, (long) type, (long) protocol));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code socketpair(2)}; {@code fds} is the address of two ints. */
    public int socketpair(int domain, int type, int protocol, long fds) {
        try {
            return state.orErrno(
                    (long) SOCKETPAIR.invokeExact(state.segment, (long) domain, (long) type, (long) protocol, fds));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code bind(2)}. */
    public int bind(int fd, long address, int length) {
        try {
            return state.orErrno((long) BIND.invokeExact(state.segment, (long) fd, address, (long) length));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code listen(2)}. */
    public int listen(int fd, int backlog) {
        try {
            return state.orErrno((long) LISTEN.invokeExact(state.segment, (long) fd, (long) backlog));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code connect(2)}. */
    public int connect(int fd, long address, int length) {
        try {
            return state.orErrno((long) CONNECT.invokeExact(state.segment, (long) fd, address, (long) length));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code shutdown(2)}. */
    public int shutdown(int fd, int how) {
        try {
            return state.orErrno((long) SHUTDOWN.invokeExact(state.segment, (long) fd, (long) how));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code getsockname(2)}. */
    public int getsockname(int fd, long address, long length) {
        try {
            return state.orErrno((long) GETSOCKNAME.invokeExact(state.segment, (long) fd, address, length));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code getpeername(2)}. */
    public int getpeername(int fd, long address, long length) {
        try {
            return state.orErrno((long) GETPEERNAME.invokeExact(state.segment, (long) fd, address, length));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code getsockopt(2)}. */
    public int getsockopt(int fd, int level, int name, long value, long length) {
        try {
            return state.orErrno(
                    (long) GETSOCKOPT.invokeExact(state.segment, (long) fd, (long) level, (long) name, value, length));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code setsockopt(2)}. */
    public int setsockopt(int fd, int level, int name, long value, int length) {
        try {
            return state.orErrno((long)
                    SETSOCKOPT.invokeExact(state.segment, (long) fd, (long) level, (long) name, value, (long) length));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}

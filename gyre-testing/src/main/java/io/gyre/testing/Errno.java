package io.gyre.testing;

/**
 * Errors that a call may give, by the names and numbers of Linux, for {@link Faults} and for reading what a
 * {@link io.gyre.net.Platform} answers.
 */
public enum Errno {
    /** Operation not permitted. */
    EPERM(1),
    /** No such file or directory. */
    ENOENT(2),
    /** Interrupted system call. */
    EINTR(4),
    /** Input/output error. */
    EIO(5),
    /** Bad file descriptor. */
    EBADF(9),
    /** Resource temporarily unavailable; also called {@code EWOULDBLOCK}. */
    EAGAIN(11),
    /** Cannot allocate memory. */
    ENOMEM(12),
    /** Permission denied. */
    EACCES(13),
    /** Invalid argument. */
    EINVAL(22),
    /** Too many open files in the system. */
    ENFILE(23),
    /** Too many open files in the process. */
    EMFILE(24),
    /** No space left on device. */
    ENOSPC(28),
    /** Broken pipe. */
    EPIPE(32),
    /** Function not implemented. */
    ENOSYS(38),
    /** Socket operation on non-socket. */
    ENOTSOCK(88),
    /** Destination address required. */
    EDESTADDRREQ(89),
    /** Message too long. */
    EMSGSIZE(90),
    /** Protocol not available. */
    ENOPROTOOPT(92),
    /** Operation not supported. */
    EOPNOTSUPP(95),
    /** Address family not supported. */
    EAFNOSUPPORT(97),
    /** Address already in use. */
    EADDRINUSE(98),
    /** Cannot assign requested address. */
    EADDRNOTAVAIL(99),
    /** Network is unreachable. */
    ENETUNREACH(101),
    /** Software caused connection abort. */
    ECONNABORTED(103),
    /** Connection reset by peer. */
    ECONNRESET(104),
    /** No buffer space available. */
    ENOBUFS(105),
    /** Socket is already connected. */
    EISCONN(106),
    /** Socket is not connected. */
    ENOTCONN(107),
    /** Connection timed out. */
    ETIMEDOUT(110),
    /** Connection refused. */
    ECONNREFUSED(111),
    /** No route to host. */
    EHOSTUNREACH(113),
    /** Operation already in progress. */
    EALREADY(114),
    /** Operation now in progress. */
    EINPROGRESS(115);

    private final int number;

    Errno(int number) {
        this.number = number;
    }

    /** {@return the error's number, positive} */
    public int number() {
        return number;
    }

    /** {@return what a call answers that fails with it: the negative number} */
    public int result() {
        return -number;
    }
}

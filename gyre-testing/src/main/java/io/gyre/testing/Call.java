package io.gyre.testing;

/** The calls of a {@link SimulatedPlatform}, to be counted and to be made to fail. Each answers to a C function. */
public enum Call {
    /** {@code socket(2)}. */
    SOCKET,
    /** {@code socketpair(2)}. */
    SOCKETPAIR,
    /** {@code pipe2(2)}. */
    PIPE,
    /** {@code bind(2)}. */
    BIND,
    /** {@code listen(2)}. */
    LISTEN,
    /** {@code connect(2)}. */
    CONNECT,
    /** {@code accept4(2)}. */
    ACCEPT,
    /** {@code shutdown(2)}. */
    SHUTDOWN,
    /** {@code recv(2)}. */
    RECV,
    /** {@code send(2)}. */
    SEND,
    /** {@code read(2)}. */
    READ,
    /** {@code write(2)}. */
    WRITE,
    /** {@code setsockopt(2)}. */
    SET_OPTION,
    /** {@code getsockopt(2)}. */
    OPTION,
    /** {@code fcntl(2)}. */
    FCNTL,
    /** {@code dup(2)}. */
    DUP,
    /** {@code close(2)}. */
    CLOSE,
    /** What a mechanism is told: {@code epoll_ctl(2)}. */
    CHANGE,
    /** What a mechanism waits by: {@code epoll_wait(2)}. */
    AWAIT
}

package io.gyre.net;

/** The kind of a socket: {@code SOCK_STREAM} or {@code SOCK_DGRAM}. */
public enum SocketType {
    /** A connected stream of bytes: TCP, or a Unix stream socket. */
    STREAM,
    /** Separate messages: UDP, or a Unix datagram socket. */
    DATAGRAM
}

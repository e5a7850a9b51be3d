/**
 * TLS bufferevents: {@code bufferevent_ssl}.
 *
 * <p>A {@link io.gyre.tls.TlsBufferEvent} is a bufferevent on top of another one, and encrypts what passes between the two by any
 * {@link javax.net.ssl.SSLEngine}. It does no input or output of its own.
 * {@link io.gyre.tls.Tls} makes engines with safe settings, and sockets below them.
 *
 * <p>How far a connection has come is decided in one place, {@link io.gyre.tls.TlsState}. The engine says what it needs next; what costs
 * it long, such as a signature, is done by other threads, and the loop goes on meanwhile.
 */
@NullMarked
package io.gyre.tls;

import org.jspecify.annotations.NullMarked;

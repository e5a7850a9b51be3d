package io.gyre.http.client;

import io.gyre.bufferevent.BufferEvent;

/**
 * Puts TLS over a transport, for {@code https}. With {@code io.gyre.tls}: {@code (below, host, port) -> tls.over(below, host, port,
 * CLOSE_ON_FREE)}, of a client that offers {@code http/1.1} and nothing else by ALPN.
 */
@FunctionalInterface
public interface TlsLayer {
    /**
     * {@return TLS over {@code below}, which it owns} Its outcome is {@link io.gyre.bufferevent.Outcome.Connected} after the handshake.
     *
     * @param below connected or about to be
     * @param host whom the certificate must be for
     * @param port of that host
     */
    BufferEvent over(BufferEvent below, String host, int port);
}

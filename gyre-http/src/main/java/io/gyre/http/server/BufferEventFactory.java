package io.gyre.http.server;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.event.EventBase;
import io.gyre.net.Fd;
import org.jspecify.annotations.Nullable;

/** Makes the transport of a connection, such as one with TLS: the callback of {@code evhttp_set_bevcb}. */
@FunctionalInterface
public interface BufferEventFactory {
    /**
     * {@return a transport over an accepted socket, which it owns; null for a plain one}
     *
     * @param base whose loop serves it
     * @param connection non-blocking
     */
    @Nullable
    BufferEvent create(EventBase base, Fd connection);
}

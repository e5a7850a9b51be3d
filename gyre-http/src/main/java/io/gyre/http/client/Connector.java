package io.gyre.http.client;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.event.EventBase;
import java.io.IOException;

/** Makes transports to one server, such as ones with TLS. */
@FunctionalInterface
public interface Connector {
    /**
     * {@return a transport that has begun to connect, whose outcome will be {@link io.gyre.bufferevent.Outcome.Connected}} The caller
     * owns it.
     *
     * @throws IOException if it cannot even begin
     */
    BufferEvent connect(EventBase base) throws IOException;
}

package io.gyre.http;

import io.gyre.bufferevent.BufferEvent;

/** A connection that HTTP has given away. The server counts it among its own until it hears that it is over. */
public interface UpgradedConnection {
    /** {@return the transport, which is the caller's, to be closed by it} What the client has sent since is in its input. */
    BufferEvent transport();

    /** Sets who is told that the server closes, and then closes the transport too. */
    void onServerClose(Runnable callback);

    /** Sets who is told that the server drains: it waits until the connection is over, but not for ever. */
    void onServerDrain(Runnable callback);

    /** Tells the server that the connection is over. Idempotent. */
    void over();
}

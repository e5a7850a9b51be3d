package io.gyre.listener;

import io.gyre.net.ErrnoException;

/** Learns of failures to accept: {@code evconnlistener_errorcb}. */
@FunctionalInterface
public interface AcceptErrorCallback {
    /**
     * Called on the loop's thread. Accepting goes on, unless this disables or closes the listener; after a lack of descriptors or
     * memory it goes on after a rest.
     *
     * @param listener who could not accept
     * @param failure why
     */
    void onAcceptError(ConnectionListener listener, ErrnoException failure);
}

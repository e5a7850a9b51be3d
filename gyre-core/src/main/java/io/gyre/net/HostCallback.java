package io.gyre.net;

/** Learns how a host resolution ended: {@code evdns_getaddrinfo_cb}. */
@FunctionalInterface
public interface HostCallback {
    /**
     * Called once for each request, on the executor given with it. What it throws goes to that executor.
     *
     * @param result how it ended
     */
    void onResolved(HostResult result);
}

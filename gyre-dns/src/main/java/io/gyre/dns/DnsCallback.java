package io.gyre.dns;

/** Learns how a question ended: {@code evdns_callback_type}. */
@FunctionalInterface
public interface DnsCallback {
    /**
     * Called once for each request, on the loop's thread, never within the call that made the request. What it throws goes to the base's
     * uncaught handler.
     *
     * @param result how it ended
     * @throws Exception anything
     */
    void onResolved(DnsResult result) throws Exception;
}

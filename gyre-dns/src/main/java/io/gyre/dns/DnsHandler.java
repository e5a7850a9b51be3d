package io.gyre.dns;

/** Answers queries: {@code evdns_request_callback_fn_type}. */
@FunctionalInterface
public interface DnsHandler {
    /**
     * Called for each query that could be read, on the loop's thread. The request is to be answered or dropped once, now or later, from any
     * thread.
     *
     * @param request what is asked, and the way to answer
     * @throws Exception anything; the client is told SERVFAIL, and the exception goes to the base's uncaught handler
     */
    void handle(DnsServerRequest request) throws Exception;
}

package io.gyre.dns;

/** A question under way: {@code evdns_request}. May be used from any thread, and needs no closing. */
public interface DnsRequest {
    /**
     * Gives the question up: {@code evdns_cancel_request}. The callback is told {@link DnsError#CANCEL}, from the loop, unless it
     * has been called already. Others who ask the same still get their answer.
     */
    void cancel();
}

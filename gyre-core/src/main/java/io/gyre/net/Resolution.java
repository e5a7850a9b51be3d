package io.gyre.net;

/** A request under way: {@code evdns_getaddrinfo_request}. May be used from any thread, and needs no closing. */
public interface Resolution {
    /**
     * Gives the request up: {@code evdns_getaddrinfo_cancel}. The callback is told {@link EaiError#CANCEL}, on its
     * executor, even if an answer was already on its way there.
     *
     * @return whether the callback will be told so; false if it has been called, or the request was cancelled before
     */
    boolean cancel();

    /** {@return whether the callback has been called, or is running} */
    boolean isDone();
}

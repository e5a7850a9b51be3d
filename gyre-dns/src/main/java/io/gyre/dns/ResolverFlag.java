package io.gyre.dns;

/** How a resolver is made: {@code EVDNS_BASE_*}. */
public enum ResolverFlag {
    /** Reads the system's {@code resolv.conf} and hosts file, now and when they change: {@code EVDNS_BASE_INITIALIZE_NAMESERVERS}. */
    INITIALIZE_NAMESERVERS,
    /** Does not keep the loop running while nothing is asked: {@code EVDNS_BASE_DISABLE_WHEN_INACTIVE}. */
    DISABLE_WHEN_INACTIVE,
    /** Does not ask 127.0.0.1 where no server is configured: {@code EVDNS_BASE_NAMESERVERS_NO_DEFAULT}. */
    NAMESERVERS_NO_DEFAULT,
    /** Keeps no answers: {@code EVDNS_BASE_NO_CACHE}. */
    NO_CACHE
}

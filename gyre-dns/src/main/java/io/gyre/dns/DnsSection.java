package io.gyre.dns;

/** Where in a reply a record stands: {@code EVDNS_*_SECTION}. */
public enum DnsSection {
    /** What was asked for: {@code EVDNS_ANSWER_SECTION}. */
    ANSWER,
    /** Who is responsible: {@code EVDNS_AUTHORITY_SECTION}. */
    AUTHORITY,
    /** What will be asked next: {@code EVDNS_ADDITIONAL_SECTION}. */
    ADDITIONAL
}

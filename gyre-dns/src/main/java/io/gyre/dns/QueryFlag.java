package io.gyre.dns;

/** How one question is to be asked: {@code DNS_QUERY_*}. */
public enum QueryFlag {
    /** Takes the name as it is, and does not try the search list: {@code DNS_QUERY_NO_SEARCH}. */
    NO_SEARCH(1),
    /** Asks by TCP at once: {@code DNS_QUERY_USEVC}. */
    USE_TCP(2),
    /** Does not ask again by TCP when an answer was cut, but fails with TRUNCATED: {@code DNS_QUERY_IGNTC}. */
    IGNORE_TRUNCATION(4),
    /** Asks servers even if the answer is in the cache, and does not share the question with others. */
    FRESH(8);

    final int bit;

    QueryFlag(int bit) {
        this.bit = bit;
    }
}

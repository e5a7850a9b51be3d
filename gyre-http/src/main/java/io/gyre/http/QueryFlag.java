package io.gyre.http;

/** How {@link Query} treats what it parses: {@code EVHTTP_URI_QUERY_*}. */
public enum QueryFlag {
    /** Takes pieces without an equals sign, and passes over those without a name: {@code EVHTTP_URI_QUERY_NONCONFORMANT}. */
    NONCONFORMANT,

    /** Keeps the last value only of a name that repeats: {@code EVHTTP_URI_QUERY_LAST_VAL}. */
    LAST_VALUE
}

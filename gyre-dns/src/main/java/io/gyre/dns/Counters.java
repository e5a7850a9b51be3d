package io.gyre.dns;

/** What a resolver counts; guarded by the resolver's lock, and shown as a {@link ResolverStatistics}. */
final class Counters {
    long requests;
    long cacheHits;
    long joined;
    long sentByUdp;
    long sentByTcp;
    long replies;
    long timeouts;
    long truncated;
    long unexpected;
    long malformed;
    long wrongQuestion;
    long wrongCase;
    long probes;
}

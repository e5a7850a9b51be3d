package io.gyre.dns;

/**
 * What a resolver has done since it was made.
 *
 * @param requests questions that users asked, each name of a search list counted
 * @param cacheHits of these, how many the cache answered
 * @param joined of these, how many waited for the answer to somebody else's same question
 * @param inflight questions that are with a server now
 * @param waiting questions that wait for their turn now
 * @param sentByUdp messages sent in datagrams
 * @param sentByTcp messages sent in streams
 * @param replies replies accepted
 * @param timeouts messages without a reply in time
 * @param truncated replies that were cut
 * @param unexpected replies that nothing waited for: late ones, doubles, and forgeries with a wrong id
 * @param malformed replies that were no DNS messages, or no replies
 * @param wrongQuestion replies to something else than was asked
 * @param wrongCase replies to what was asked, in another case of letters
 * @param probes probes of servers that are down
 */
public record ResolverStatistics(
        long requests,
        long cacheHits,
        long joined,
        int inflight,
        int waiting,
        long sentByUdp,
        long sentByTcp,
        long replies,
        long timeouts,
        long truncated,
        long unexpected,
        long malformed,
        long wrongQuestion,
        long wrongCase,
        long probes) {}

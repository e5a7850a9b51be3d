package io.gyre.dns;

/**
 * What a server has done since it was made.
 *
 * @param queries queries that the handler was given
 * @param replies of these, how many it answered
 * @param refused bad queries that were answered without the handler
 * @param dropped what was no query, queries for which there was no room, and those that the handler dropped
 * @param unanswered queries that the handler has not answered yet
 */
public record DnsServerStatistics(long queries, long replies, long refused, long dropped, int unanswered) {}

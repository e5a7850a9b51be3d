package io.gyre.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a resolver: the options of {@code resolv.conf} and {@code evdns_base_set_option}. Immutable.
 *
 * @param ndots how many dots a name needs to be tried as it is before the search list
 * @param timeout how long one message waits for its reply
 * @param attempts how many messages are sent for a question at most, from 1 to 255
 * @param maxTimeouts after how many timeouts in a row a server counts as down, from 1 to 255
 * @param maxInflight how many questions are asked at the same time, from 1 to 65000; others wait
 * @param maxWaiting how many may wait; more fail at once
 * @param deadline how long a request may take in all, its wait included
 * @param randomizeCase whether letters get a random case, to be found again in the reply (0x20)
 * @param rotate whether each question begins with another server
 * @param bindTo the local address to ask from, but not for servers of this host; null for any
 * @param initialProbeTimeout how long after a server went down it is probed
 * @param maxProbeTimeout how long the wait between probes grows at most
 * @param probeBackoffFactor by what the wait grows after each probe in vain, from 1 to 10
 * @param allowSkew for how long after the first of A and AAAA the other one is waited for
 * @param receiveBuffer of sockets, in bytes; 0 for the system's default
 * @param sendBuffer of sockets, in bytes; 0 for the system's default
 * @param tcpIdleTimeout how long a connection stays open without a question
 * @param useTcp whether everything is asked by TCP
 * @param ignoreTruncation whether cut answers fail rather than being asked for again by TCP
 * @param ednsUdpSize what answers by UDP may be long, from 512 to 65535; 512 means that no EDNS is used
 */
public record ResolverOptions(
        int ndots,
        Duration timeout,
        int attempts,
        int maxTimeouts,
        int maxInflight,
        int maxWaiting,
        Duration deadline,
        boolean randomizeCase,
        boolean rotate,
        @Nullable InetSocketAddress bindTo,
        Duration initialProbeTimeout,
        Duration maxProbeTimeout,
        int probeBackoffFactor,
        Duration allowSkew,
        int receiveBuffer,
        int sendBuffer,
        Duration tcpIdleTimeout,
        boolean useTcp,
        boolean ignoreTruncation,
        int ednsUdpSize) {
    private static final ResolverOptions DEFAULTS = new ResolverOptions(
            1,
            Duration.ofSeconds(5),
            3,
            3,
            64,
            100_000,
            Duration.ofSeconds(30),
            true,
            false,
            null,
            Duration.ofSeconds(10),
            Duration.ofHours(1),
            3,
            Duration.ofSeconds(3),
            0,
            0,
            Duration.ofSeconds(5),
            false,
            false,
            512);

    /** {@return libevent's defaults, with a deadline of 30 s} */
    public static ResolverOptions defaults() {
        return DEFAULTS;
    }

    /** {@return a builder that starts with these} */
    public ResolverOptionsBuilder toBuilder() {
        return new ResolverOptionsBuilder(this);
    }

    /**
     * {@return these with one option set from its text: {@code evdns_base_set_option}} The name may end in a colon. A name that is not
     * known changes nothing.
     *
     * @param name as in {@code resolv.conf}, such as {@code max-inflight}
     * @param value null and empty are the same
     * @throws IllegalArgumentException if the value cannot be that option's
     */
    public ResolverOptions with(String name, @Nullable String value) {
        ResolverOptionsBuilder builder = toBuilder();
        OptionText.apply(builder, name, value == null ? "" : value);
        return builder.build();
    }
}

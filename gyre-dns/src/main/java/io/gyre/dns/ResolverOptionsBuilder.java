package io.gyre.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Collects {@link ResolverOptions}. Numbers beyond what an option allows are brought to the nearest that it allows, as in libevent. */
public final class ResolverOptionsBuilder {
    private static final Duration LONGEST_PROBE_TIMEOUT = Duration.ofHours(1);

    private int ndots;
    private Duration timeout;
    private int attempts;
    private int maxTimeouts;
    private int maxInflight;
    private int maxWaiting;
    private Duration deadline;
    private boolean randomizeCase;
    private boolean rotate;
    private @Nullable InetSocketAddress bindTo;
    private Duration initialProbeTimeout;
    private Duration maxProbeTimeout;
    private int probeBackoffFactor;
    private Duration allowSkew;
    private int receiveBuffer;
    private int sendBuffer;
    private Duration tcpIdleTimeout;
    private boolean useTcp;
    private boolean ignoreTruncation;
    private int ednsUdpSize;

    ResolverOptionsBuilder(ResolverOptions from) {
        ndots = from.ndots();
        timeout = from.timeout();
        attempts = from.attempts();
        maxTimeouts = from.maxTimeouts();
        maxInflight = from.maxInflight();
        maxWaiting = from.maxWaiting();
        deadline = from.deadline();
        randomizeCase = from.randomizeCase();
        rotate = from.rotate();
        bindTo = from.bindTo();
        initialProbeTimeout = from.initialProbeTimeout();
        maxProbeTimeout = from.maxProbeTimeout();
        probeBackoffFactor = from.probeBackoffFactor();
        allowSkew = from.allowSkew();
        receiveBuffer = from.receiveBuffer();
        sendBuffer = from.sendBuffer();
        tcpIdleTimeout = from.tcpIdleTimeout();
        useTcp = from.useTcp();
        ignoreTruncation = from.ignoreTruncation();
        ednsUdpSize = from.ednsUdpSize();
    }

    private static int clip(int value, int lowest, int highest) {
        return Math.clamp(value, lowest, highest);
    }

    private static Duration positive(String what, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(what + " is " + value + ": use more than zero");
        }
        return value;
    }

    /**
     * Sets {@link ResolverOptions#ndots}.
     *
     * @return this
     */
    public ResolverOptionsBuilder ndots(int dots) {
        ndots = clip(dots, 0, 255);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#timeout}.
     *
     * @return this
     */
    public ResolverOptionsBuilder timeout(Duration value) {
        timeout = positive("timeout", value);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#attempts}.
     *
     * @return this
     */
    public ResolverOptionsBuilder attempts(int count) {
        attempts = clip(count, 1, 255);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#maxTimeouts}.
     *
     * @return this
     */
    public ResolverOptionsBuilder maxTimeouts(int count) {
        maxTimeouts = clip(count, 1, 255);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#maxInflight}.
     *
     * @return this
     */
    public ResolverOptionsBuilder maxInflight(int count) {
        maxInflight = clip(count, 1, 65000);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#maxWaiting}.
     *
     * @return this
     */
    public ResolverOptionsBuilder maxWaiting(int count) {
        maxWaiting = Math.max(count, 0);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#deadline}.
     *
     * @return this
     */
    public ResolverOptionsBuilder deadline(Duration value) {
        deadline = positive("deadline", value);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#randomizeCase}.
     *
     * @return this
     */
    public ResolverOptionsBuilder randomizeCase(boolean on) {
        randomizeCase = on;
        return this;
    }

    /**
     * Sets {@link ResolverOptions#rotate}.
     *
     * @return this
     */
    public ResolverOptionsBuilder rotate(boolean on) {
        rotate = on;
        return this;
    }

    /**
     * Sets {@link ResolverOptions#bindTo}.
     *
     * @return this
     */
    public ResolverOptionsBuilder bindTo(@Nullable InetSocketAddress local) {
        bindTo = local;
        return this;
    }

    /**
     * Sets {@link ResolverOptions#initialProbeTimeout}, at most an hour.
     *
     * @return this
     */
    public ResolverOptionsBuilder initialProbeTimeout(Duration value) {
        initialProbeTimeout = shorter(positive("initial-probe-timeout", value), LONGEST_PROBE_TIMEOUT);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#maxProbeTimeout}; the initial one is lowered to it.
     *
     * @return this
     */
    public ResolverOptionsBuilder maxProbeTimeout(Duration value) {
        maxProbeTimeout = shorter(positive("max-probe-timeout", value), LONGEST_PROBE_TIMEOUT);
        initialProbeTimeout = shorter(initialProbeTimeout, maxProbeTimeout);
        return this;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    /**
     * Sets {@link ResolverOptions#probeBackoffFactor}.
     *
     * @return this
     */
    public ResolverOptionsBuilder probeBackoffFactor(int factor) {
        probeBackoffFactor = clip(factor, 1, 10);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#allowSkew}.
     *
     * @return this
     */
    public ResolverOptionsBuilder allowSkew(Duration value) {
        allowSkew = positive("getaddrinfo-allow-skew", value);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#receiveBuffer}.
     *
     * @return this
     */
    public ResolverOptionsBuilder receiveBuffer(int bytes) {
        receiveBuffer = Math.max(bytes, 0);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#sendBuffer}.
     *
     * @return this
     */
    public ResolverOptionsBuilder sendBuffer(int bytes) {
        sendBuffer = Math.max(bytes, 0);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#tcpIdleTimeout}.
     *
     * @return this
     */
    public ResolverOptionsBuilder tcpIdleTimeout(Duration value) {
        tcpIdleTimeout = positive("tcp-idle-timeout", value);
        return this;
    }

    /**
     * Sets {@link ResolverOptions#useTcp}.
     *
     * @return this
     */
    public ResolverOptionsBuilder useTcp(boolean on) {
        useTcp = on;
        return this;
    }

    /**
     * Sets {@link ResolverOptions#ignoreTruncation}.
     *
     * @return this
     */
    public ResolverOptionsBuilder ignoreTruncation(boolean on) {
        ignoreTruncation = on;
        return this;
    }

    /**
     * Sets {@link ResolverOptions#ednsUdpSize}.
     *
     * @return this
     */
    public ResolverOptionsBuilder ednsUdpSize(int octets) {
        ednsUdpSize = clip(octets, 512, 65535);
        return this;
    }

    /** {@return the options} */
    public ResolverOptions build() {
        return new ResolverOptions(
                ndots,
                timeout,
                attempts,
                maxTimeouts,
                maxInflight,
                maxWaiting,
                deadline,
                randomizeCase,
                rotate,
                bindTo,
                initialProbeTimeout,
                maxProbeTimeout,
                probeBackoffFactor,
                allowSkew,
                receiveBuffer,
                sendBuffer,
                tcpIdleTimeout,
                useTcp,
                ignoreTruncation,
                ednsUdpSize);
    }
}

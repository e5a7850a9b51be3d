package io.gyre.tls;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * How TLS bufferevents behave, whatever their engines are. {@link #DEFAULT} suits almost everybody.
 *
 * @param handshakeTimeout how long a handshake may take, from when the transport stands
 * @param renegotiations how many handshakes the peer may begin on one connection after the first; each costs much more than it
 *     costs the peer. TLS 1.3 has none.
 * @param tasks runs what an engine must compute for a handshake, off the loop; {@code Runnable::run} does it in the loop
 */
public record TlsSettings(Duration handshakeTimeout, int renegotiations, Executor tasks) {
    /** 30 seconds, no renegotiations by the peer, tasks in virtual threads. */
    public static final TlsSettings DEFAULT = new TlsSettings(
            Duration.ofSeconds(30),
            0,
            task -> Thread.ofVirtual().name("gyre-tls").start(task));

    /** Refuses what makes no sense. */
    public TlsSettings {
        if (!handshakeTimeout.isPositive()) {
            throw new IllegalArgumentException("a handshake cannot be done within " + handshakeTimeout);
        }
        if (renegotiations < 0) {
            throw new IllegalArgumentException(
                    "the peer cannot begin " + renegotiations + " handshakes: use 0 for none");
        }
    }

    /** {@return these, with another {@link #handshakeTimeout}} */
    public TlsSettings withHandshakeTimeout(Duration timeout) {
        return new TlsSettings(timeout, renegotiations, tasks);
    }

    /** {@return these, with another number of {@link #renegotiations}} */
    public TlsSettings withRenegotiations(int allowed) {
        return new TlsSettings(handshakeTimeout, allowed, tasks);
    }

    /** {@return these, with others to run {@link #tasks}} */
    public TlsSettings withTasks(Executor executor) {
        return new TlsSettings(handshakeTimeout, renegotiations, executor);
    }
}

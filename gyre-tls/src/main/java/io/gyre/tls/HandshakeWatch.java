package io.gyre.tls;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** Watches over the handshakes of a connection: how long one takes, and how many the peer begins. */
final class HandshakeWatch {
    private final EventBase base;
    private final TlsSettings settings;
    private final Runnable onLate;

    /** Runs while a handshake does and the transport stands. */
    private @Nullable Event timer;

    /** Whether the handshake that goes on after the first one was asked for here, or counted. */
    private boolean renegotiating;

    private int renegotiations;

    HandshakeWatch(EventBase base, TlsSettings settings, Runnable onLate) {
        this.base = base;
        this.settings = settings;
        this.onLate = onLate;
    }

    /** A handshake goes on from now on. */
    void start() {
        Event mine = timer;
        if (mine == null) {
            mine = base.timer((_, _) -> onLate.run()).name("TLS handshake");
            timer = mine;
        }
        mine.add(settings.handshakeTimeout());
    }

    void stop() {
        if (timer != null) {
            timer.close();
            timer = null;
        }
    }

    SSLException late() {
        return new SSLHandshakeException("the handshake was not done within "
                + settings.handshakeTimeout().toMillis() + " ms: see TlsSettings.handshakeTimeout");
    }

    /** One after the first was asked for here, which is always allowed. */
    void renegotiate() {
        renegotiating = true;
    }

    /** The engine computes for a handshake after the first. Unless it was asked for here, the peer has begun it. */
    void count() throws SSLException {
        if (renegotiating) {
            return;
        }
        renegotiating = true;
        renegotiations++;
        if (renegotiations > settings.renegotiations()) {
            throw new SSLException("the peer began a renegotiation, of which " + settings.renegotiations()
                    + " are allowed: see TlsSettings.renegotiations");
        }
        start();
    }

    void done() {
        renegotiating = false;
        stop();
    }
}

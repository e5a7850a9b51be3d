package io.gyre.tls;

/**
 * How far a TLS connection has come: {@code bufferevent_ssl_state}, and what follows it.
 *
 * <pre>
 *  CONNECTING ─┐ HANDSHAKEN           CLOSE_SENT
 *              ├───────────────► OPEN ──────────► CLOSE_SENT ─────┐ CLOSE_RECEIVED
 *  ACCEPTING ──┘                  │                               ├───────────────► CLOSED
 *                                 └────────────► CLOSE_RECEIVED ──┘ CLOSE_SENT
 *                                 CLOSE_RECEIVED
 *
 *  A handshake that the peer ends with CLOSE_RECEIVED, and whatever is BROKEN, leads to FAILED, unless it is CLOSED already.
 * </pre>
 *
 * <p>A renegotiation, or new keys, happen within OPEN.
 */
public enum TlsState {
    /** A client whose handshake is not done: {@code BUFFEREVENT_SSL_CONNECTING}. */
    CONNECTING,

    /** A server whose handshake is not done: {@code BUFFEREVENT_SSL_ACCEPTING}. */
    ACCEPTING,

    /** Both may write: {@code BUFFEREVENT_SSL_OPEN}. */
    OPEN,

    /** The peer has been told that no more will be written. It may go on writing. */
    CLOSE_SENT,

    /** The peer has said that it writes no more. */
    CLOSE_RECEIVED,

    /** Both have said so. */
    CLOSED,

    /** The connection broke, or was cut off without a word. */
    FAILED;

    /** What leads from one state to another. */
    public enum Step {
        /** The handshake is done. */
        HANDSHAKEN,

        /** A {@code close_notify} was sent. */
        CLOSE_SENT,

        /** A {@code close_notify} came. */
        CLOSE_RECEIVED,

        /** A failure, or an end without {@code close_notify}. */
        BROKEN
    }

    /**
     * {@return the state after a step; this one if the step changes nothing any more}
     *
     * @param step what happened
     */
    public TlsState after(Step step) {
        return switch (step) {
            case HANDSHAKEN -> isHandshaking() ? OPEN : this;
            case CLOSE_SENT ->
                switch (this) {
                    case OPEN -> CLOSE_SENT;
                    case CLOSE_RECEIVED -> CLOSED;
                    default -> this;
                };
            case CLOSE_RECEIVED ->
                switch (this) {
                    case OPEN -> CLOSE_RECEIVED;
                    case CLOSE_SENT -> CLOSED;
                    case CONNECTING, ACCEPTING -> FAILED;
                    default -> this;
                };
            case BROKEN -> this == CLOSED ? CLOSED : FAILED;
        };
    }

    /** {@return whether the first handshake is still to be done} */
    public boolean isHandshaking() {
        return this == CONNECTING || this == ACCEPTING;
    }

    /** {@return whether data may still come} */
    public boolean mayReceive() {
        return this == OPEN || this == CLOSE_SENT;
    }

    /** {@return whether data may still be sent} */
    public boolean maySend() {
        return this == OPEN || this == CLOSE_RECEIVED;
    }
}

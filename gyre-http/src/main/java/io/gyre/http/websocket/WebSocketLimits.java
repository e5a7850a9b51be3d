package io.gyre.http.websocket;

/**
 * How much of everything a peer may send. What is beyond ends the WebSocket with {@link CloseCode#TOO_BIG}, and nothing is set aside for a
 * length that is only claimed.
 *
 * @param frame bytes of one frame, as they come over the wire
 * @param message bytes of a message, with its fragments joined and its compression undone
 * @param fragments frames of one message, beyond the first
 */
public record WebSocketLimits(long frame, long message, int fragments) {
    /** 1 MiB for a message and each of its frames, and 16,384 fragments. */
    public static final WebSocketLimits DEFAULT = new WebSocketLimits(1 << 20, 1 << 20, 1 << 14);

    /** Refuses negative limits. */
    public WebSocketLimits {
        if (frame < 0 || message < 0 || fragments < 0) {
            throw new IllegalArgumentException("nothing can be limited to less than 0: frame " + frame + ", message "
                    + message + ", fragments " + fragments);
        }
    }

    /** {@return these limits with another one for messages, and for frames} */
    public WebSocketLimits withMessage(long bytes) {
        return new WebSocketLimits(bytes, bytes, fragments);
    }
}

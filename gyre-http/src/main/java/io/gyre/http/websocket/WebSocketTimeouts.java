package io.gyre.http.websocket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a WebSocket waits. All are kept by timers of its base.
 *
 * @param handshake from the connection's beginning to the server's answer; for clients
 * @param ping how long nothing may come before the peer is asked for a sign of life; null to ask never
 * @param pong how long after that still nothing may come, before the connection is cut; whatever comes is a sign of life
 * @param idle how long there may be no message either way, whatever the pings say, before it is closed with
 *     {@link CloseCode#GOING_AWAY}; null for ever
 * @param close how long the peer may take to answer a close, and to end the connection
 */
public record WebSocketTimeouts(
        Duration handshake,
        @Nullable Duration ping,
        Duration pong,
        @Nullable Duration idle,
        Duration close) {
    /** A handshake in 10 seconds, a ping after 30 of silence, 20 for its pong, idle for ever, and 5 for the close. */
    public static final WebSocketTimeouts DEFAULT = new WebSocketTimeouts(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(20), null, Duration.ofSeconds(5));

    /** Refuses what is not positive. */
    public WebSocketTimeouts {
        if (!isPositive(handshake)
                || !isPositive(ping)
                || !isPositive(pong)
                || !isPositive(idle)
                || !isPositive(close)) {
            throw new IllegalArgumentException("a timeout cannot be 0 or less: handshake " + handshake + ", ping "
                    + ping + ", pong " + pong + ", idle " + idle + ", close " + close);
        }
    }

    private static boolean isPositive(@Nullable Duration duration) {
        return duration == null || duration.isPositive();
    }

    /** {@return these with other pings} */
    public WebSocketTimeouts withPing(@Nullable Duration interval, Duration answer) {
        return new WebSocketTimeouts(handshake, interval, answer, idle, close);
    }

    /** {@return these with another time without messages} */
    public WebSocketTimeouts withIdle(@Nullable Duration longest) {
        return new WebSocketTimeouts(handshake, ping, pong, longest, close);
    }

    /** {@return these with another time for the close} */
    public WebSocketTimeouts withClose(Duration longest) {
        return new WebSocketTimeouts(handshake, ping, pong, idle, longest);
    }

    /** {@return these with another time for the handshake} */
    public WebSocketTimeouts withHandshake(Duration longest) {
        return new WebSocketTimeouts(longest, ping, pong, idle, close);
    }
}

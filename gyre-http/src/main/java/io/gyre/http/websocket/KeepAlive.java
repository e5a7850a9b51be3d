package io.gyre.http.websocket;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Knows when a peer must be asked for a sign of life, and when there was none for too long. Told the time, it reads no clock. */
final class KeepAlive {
    private static final long NEVER = Long.MAX_VALUE;

    /** What is due. */
    enum Due {
        NOTHING,
        PING,
        CUT,
        CLOSE
    }

    private final long ping;
    private final long pong;
    private final long idle;
    private long heardAt;
    private long askedAt;
    private long messageAt;
    private boolean asked;
    private int pongsOwed;

    KeepAlive(WebSocketTimeouts timeouts, long now) {
        ping = nanos(timeouts.ping());
        pong = nanos(timeouts.pong());
        idle = nanos(timeouts.idle());
        heardAt = now;
        messageAt = now;
    }

    private static long nanos(@Nullable Duration duration) {
        return duration == null ? NEVER : duration.toNanos();
    }

    boolean isNeeded() {
        return asks() || minds();
    }

    /** {@return whether pings are wanted} */
    boolean asks() {
        return ping != NEVER;
    }

    /** {@return whether silence of messages is minded} */
    boolean minds() {
        return idle != NEVER;
    }

    /** {@return whether a pong without content answers a ping of this} */
    boolean takesPong() {
        boolean mine = pongsOwed > 0;
        pongsOwed -= mine ? 1 : 0;
        return mine;
    }

    void heard(long now) {
        heardAt = now;
        asked = false;
    }

    void message(long now) {
        messageAt = now;
    }

    Due due(long now) {
        if (minds() && now - messageAt >= idle) {
            return Due.CLOSE;
        }
        if (asked) {
            return now - askedAt >= pong ? Due.CUT : Due.NOTHING;
        }
        if (asks() && now - heardAt >= ping) {
            asked = true;
            askedAt = now;
            pongsOwed++;
            return Due.PING;
        }
        return Due.NOTHING;
    }

    /** {@return how long until something may be due} */
    long waitNanos(long now) {
        long untilIdle = minds() ? messageAt + idle - now : NEVER;
        long untilAsked = asked ? askedAt + pong - now : asks() ? heardAt + ping - now : NEVER;
        return Math.max(1, Math.min(untilIdle, untilAsked));
    }
}

package io.gyre.http.client;

import io.gyre.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Counts how often a call was sent once more, and says how long to wait before the next time. */
final class Attempts {
    private final Retries retries;
    private int made;

    Attempts(Retries retries) {
        this.retries = retries;
    }

    boolean isOneLeft() {
        return made < retries.most();
    }

    /** Takes one. {@return how long to wait before it} */
    Duration next() {
        return retries.wait(made++, ThreadLocalRandom.current().nextDouble());
    }

    /**
     * Takes one because of a response, if its status passes by itself.
     *
     * @param retryAfter the header of that name, null without it
     * @return how long to wait before it; null if the response has to do
     */
    @Nullable
    Duration next(int status, @Nullable String retryAfter, Instant now) {
        boolean passes = status == 429 || status == 502 || status == 503 || status == 504;
        if (!passes || !isOneLeft()) {
            return null;
        }
        Duration asked = asked(retryAfter, now);
        if (asked.compareTo(retries.longest()) > 0) {
            return null;
        }
        Duration pause = next();
        return asked.compareTo(pause) > 0 ? asked : pause;
    }

    private static Duration asked(@Nullable String retryAfter, Instant now) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        if (retryAfter.matches("[0-9]{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(retryAfter));
        }
        Instant when = HttpDate.parse(retryAfter);
        return when == null ? Duration.ZERO : Duration.between(now, when);
    }
}

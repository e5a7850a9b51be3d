package io.gyre.http.client;

import java.time.Duration;

/**
 * How often an {@link HttpClient} tries once more. Attempts that did not connect are always repeated; others only if the method is
 * idempotent, nothing of the response was handed over, and content can be sent again: after a lost connection or a timeout, and after the
 * statuses 429, 502, 503 and 504, whose {@code Retry-After} is heeded.
 *
 * @param most how often, 0 for never
 * @param first how long to wait before the first time; doubled for each more, and shortened at random by up to a half, so that many clients
 *     do not come back together
 * @param longest how long to wait at most; if a server asks for more, its response is handed over instead
 */
public record Retries(int most, Duration first, Duration longest) {
    /** Never. A connection that turns out to be dead is replaced all the same. */
    public static final Retries NONE = new Retries(0, Duration.ofSeconds(1), Duration.ofMinutes(1));

    /** Refuses what is negative. */
    public Retries {
        if (most < 0 || !first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(most + " retries after " + first + " to " + longest
                    + ": use 0 or more, and positive times that grow");
        }
    }

    /** {@return how long to wait before the attempt of that number, from 0, where {@code chance} lies between 0 and 1} */
    Duration wait(int attempt, double chance) {
        int doublings = Math.min(attempt, 20);
        long most = longest.toNanos();
        long capped = first.toNanos() > most >> doublings ? most : first.toNanos() << doublings;
        return Duration.ofNanos(capped - (long) (capped / 2.0 * chance));
    }
}

package io.gyre.http.client;

import java.time.Duration;

/**
 * How many connections an {@link HttpClient} keeps, and for how long.
 *
 * @param perHost connections to one server or proxy at a time
 * @param total connections to all of them together; idle ones give way to those that are needed
 * @param waiting calls that may wait for a connection; more fail with {@link RequestError#OVERLOAD}
 * @param idle how long a connection is kept unused. A server that closes it at the same moment would lose a request, so this has to be less
 *     than the servers' patience, and a server's {@code Keep-Alive: timeout} shortens it.
 */
public record PoolLimits(int perHost, int total, int waiting, Duration idle) {
    /** 16 for each host, 256 in total, 10,000 calls that wait, and 4 seconds, for the least patient servers close after 5. */
    public static final PoolLimits DEFAULT = new PoolLimits(16, 256, 10_000, Duration.ofSeconds(4));

    /** Refuses limits that allow no connection. */
    public PoolLimits {
        if (perHost < 1 || total < 1 || waiting < 0 || idle.isNegative()) {
            throw new IllegalArgumentException("per host " + perHost + ", total " + total + ", waiting " + waiting
                    + ", idle " + idle + ": use 1 connection at least, and nothing negative");
        }
    }
}

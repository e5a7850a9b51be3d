package io.gyre.http.client;

import java.time.Duration;

/**
 * How long a client waits.
 *
 * @param connect for a connection: {@code evhttp_connection_set_connect_timeout_tv}
 * @param read for the next bytes of a response: {@code evhttp_connection_set_read_timeout_tv}
 * @param write for the server to take bytes of a request: {@code evhttp_connection_set_write_timeout_tv}
 */
public record ClientTimeouts(Duration connect, Duration read, Duration write) {
    /** libevent's: 45 seconds to connect, 50 for the others. */
    public static final ClientTimeouts DEFAULT =
            new ClientTimeouts(Duration.ofSeconds(45), Duration.ofSeconds(50), Duration.ofSeconds(50));

    /** Refuses what is not positive. */
    public ClientTimeouts {
        if (!connect.isPositive() || !read.isPositive() || !write.isPositive()) {
            throw new IllegalArgumentException(
                    "a timeout cannot be 0 or less: connect " + connect + ", read " + read + ", write " + write);
        }
    }
}

package io.gyre.http.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a client waits.
 *
 * @param connect for a connection, with its handshakes: {@code evhttp_connection_set_connect_timeout_tv}
 * @param write for the server to take the next bytes of a request: {@code evhttp_connection_set_write_timeout_tv}
 * @param firstByte for a response to begin, once the request is sent
 * @param read for the next bytes of a response: {@code evhttp_connection_set_read_timeout_tv}
 * @param total for everything, or null for no limit: of a {@link ClientConnection} once the request is being sent, of an
 *     {@link HttpClient} from the call on, with its redirects and repetitions
 */
public record ClientTimeouts(
        Duration connect,
        Duration write,
        Duration firstByte,
        Duration read,
        @Nullable Duration total) {
    /** libevent's: 45 seconds to connect, 50 for the others, and no limit in total. */
    public static final ClientTimeouts DEFAULT =
            new ClientTimeouts(Duration.ofSeconds(45), Duration.ofSeconds(50), Duration.ofSeconds(50));

    /** Refuses what is not positive. */
    public ClientTimeouts {
        if (!connect.isPositive()
                || !write.isPositive()
                || !firstByte.isPositive()
                || !read.isPositive()
                || (total != null && !total.isPositive())) {
            throw new IllegalArgumentException("a timeout cannot be 0 or less: connect " + connect + ", write " + write
                    + ", first byte " + firstByte + ", read " + read + ", total " + total);
        }
    }

    /** Makes timeouts where the first byte may take as long as the others, and there is no limit in total. */
    public ClientTimeouts(Duration connect, Duration read, Duration write) {
        this(connect, write, read, read, null);
    }

    /** {@return these with another limit for connecting} */
    public ClientTimeouts withConnect(Duration limit) {
        return new ClientTimeouts(limit, write, firstByte, read, total);
    }

    /** {@return these with another limit for the first byte} */
    public ClientTimeouts withFirstByte(Duration limit) {
        return new ClientTimeouts(connect, write, limit, read, total);
    }

    /** {@return these with another limit for each further read} */
    public ClientTimeouts withRead(Duration limit) {
        return new ClientTimeouts(connect, write, firstByte, limit, total);
    }

    /** {@return these with another limit for writing} */
    public ClientTimeouts withWrite(Duration limit) {
        return new ClientTimeouts(connect, limit, firstByte, read, total);
    }

    /** {@return these with another limit for everything together} */
    public ClientTimeouts withTotal(@Nullable Duration limit) {
        return new ClientTimeouts(connect, write, firstByte, read, limit);
    }
}

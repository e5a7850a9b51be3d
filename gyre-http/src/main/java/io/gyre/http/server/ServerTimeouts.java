package io.gyre.http.server;

import java.time.Duration;

/**
 * How long a connection may take for each of the things it does. All are kept to within an eighth, or half a second if that is less. A
 * connection that takes longer is closed; the time that a handler takes is not limited.
 *
 * @param idle how long it may rest between requests, and before the first
 * @param head how long a head may take from its first byte to its last
 * @param read how long no byte of content may come
 * @param write how long the client may take none of a reply
 */
public record ServerTimeouts(Duration idle, Duration head, Duration read, Duration write) {
    /** libevent's 50 seconds for all but the head, which must be there after 20. */
    public static final ServerTimeouts DEFAULT = new ServerTimeouts(
            Duration.ofSeconds(50), Duration.ofSeconds(20), Duration.ofSeconds(50), Duration.ofSeconds(50));

    /** Refuses what is not positive. */
    public ServerTimeouts {
        if (!idle.isPositive() || !head.isPositive() || !read.isPositive() || !write.isPositive()) {
            throw new IllegalArgumentException("a timeout cannot be 0 or less: idle " + idle + ", head " + head
                    + ", read " + read + ", write " + write);
        }
    }

    /** {@return one duration for everything: {@code evhttp_set_timeout}} */
    public static ServerTimeouts of(Duration all) {
        return new ServerTimeouts(all, all, all, all);
    }

    Duration shortest() {
        Duration least = idle.compareTo(head) < 0 ? idle : head;
        least = least.compareTo(read) < 0 ? least : read;
        return least.compareTo(write) < 0 ? least : write;
    }
}

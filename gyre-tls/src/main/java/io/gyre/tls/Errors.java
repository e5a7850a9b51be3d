package io.gyre.tls;

import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The last errors of a connection, in their order. */
final class Errors {
    /** More than one connection makes, as a rule: the first tells why, those after it are what followed. */
    private static final int MOST = 8;

    /** Made for the first one: most connections have none. */
    private @Nullable Deque<SSLException> errors;

    void add(SSLException error) {
        Deque<SSLException> mine = errors;
        if (mine == null) {
            mine = new ArrayDeque<>(1);
            errors = mine;
        }
        if (mine.size() == MOST) {
            mine.removeLast();
        }
        mine.add(error);
    }

    @Nullable
    SSLException poll() {
        return errors == null ? null : errors.poll();
    }
}

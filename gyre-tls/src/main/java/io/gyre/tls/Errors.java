package io.gyre.tls;

import java.util.ArrayDeque;
import java.util.Deque;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The last errors of a connection, in their order. */
final class Errors {
    /** More than one connection makes, as a rule: the first tells why, those after it are what followed. */
    private static final int MOST = 8;

    private final Deque<SSLException> errors = new ArrayDeque<>(1);

    void add(SSLException error) {
        if (errors.size() == MOST) {
            errors.removeLast();
        }
        errors.add(error);
    }

    @Nullable
    SSLException poll() {
        return errors.poll();
    }
}

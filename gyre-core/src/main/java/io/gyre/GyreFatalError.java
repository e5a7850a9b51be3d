package io.gyre;

import java.io.Serial;

/**
 * An error of the library or the system after which the library cannot go on. The base on whose thread it comes up ends its loop with it;
 * what was in the works is in an unknown state.
 */
public final class GyreFatalError extends Error {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;

    GyreFatalError(int code, String message) {
        super(message);
        this.code = code;
    }

    /** {@return the status with which C libevent would exit} */
    public int code() {
        return code;
    }
}

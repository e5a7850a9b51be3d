package io.gyre;

import java.io.Serial;

/** Somebody used a lock against its rules, as lock debugging found. It names the lock and the threads. See {@link Locks#enableDebugging}. */
public final class LockMisuseException extends IllegalMonitorStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    LockMisuseException(String message) {
        super(message);
    }
}

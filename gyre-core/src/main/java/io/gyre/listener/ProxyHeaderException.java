package io.gyre.listener;

import java.io.IOException;
import java.io.Serial;

/** A connection brought no PROXY header that can be used. The message says what was wrong with it. */
public final class ProxyHeaderException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** What went wrong. */
    public enum Reason {
        /** What came is no header, or one with a mistake. */
        MALFORMED,
        /** The header was not there in time. */
        LATE,
        /** The connection ended before the header did; if nothing came at all, this was perhaps a probe. */
        CUT_SHORT
    }

    private final Reason reason;

    /**
     * Names what went wrong.
     *
     * @param reason its kind
     * @param message what was found, and what belongs there
     */
    public ProxyHeaderException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return what went wrong} */
    public Reason reason() {
        return reason;
    }

    static ProxyHeaderException malformed(String message) {
        return new ProxyHeaderException(Reason.MALFORMED, "no valid PROXY header: " + message);
    }
}

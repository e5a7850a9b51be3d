package io.gyre.tag;

import java.io.IOException;
import java.io.Serial;

/** Bytes that are no tagged data, or not those that were asked for. Has no stack trace, for whoever floods a server makes many. */
public final class MalformedTagException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Says what is wrong.
     *
     * @param message which rule is broken, and where
     */
    public MalformedTagException(String message) {
        super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}

package io.gyre.dns.wire;

import java.io.IOException;
import java.io.Serial;

/** Octets that are no DNS message. Says which rule they break, and where. Has no stack trace, for whoever floods a server makes many. */
public final class MalformedMessageException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /**
     * Says what is wrong.
     *
     * @param message which rule is broken
     */
    public MalformedMessageException(String message) {
        super(message);
    }

    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}

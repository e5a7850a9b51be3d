package io.gyre.event;

import java.io.Serial;

/** No mechanism can serve a base that is configured so; the message says of each what speaks against it. */
public final class NoMechanismException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    NoMechanismException(String message) {
        super(message);
    }
}

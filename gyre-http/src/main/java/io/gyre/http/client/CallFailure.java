package io.gyre.http.client;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call that has no response, or only a part of one. */
public final class CallFailure extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final RequestError error;

    CallFailure(RequestError error, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** {@return the kind of failure} */
    public RequestError error() {
        return error;
    }
}

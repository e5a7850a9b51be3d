package io.gyre.rpc;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A call has no reply. The message names the method and says why. */
public final class RpcException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final RpcError error;

    RpcException(RpcError error, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** {@return of which kind the failure is: {@code evrpc_status.error}} */
    public RpcError error() {
        return error;
    }
}

package io.gyre.rpc;

/** Why a call has no reply: {@code evrpc_status.error}. */
public enum RpcError {
    /** No reply in time: {@code EVRPC_STATUS_ERR_TIMEOUT}. */
    TIMEOUT(1),
    /** What came is no reply, such as an HTTP status other than 200 or a malformed message: {@code EVRPC_STATUS_ERR_BADPAYLOAD}. */
    BAD_PAYLOAD(2),
    /** The call was not begun: too many wait, the request cannot be sent, or a hook refused it: {@code EVRPC_STATUS_ERR_UNSTARTED}. */
    UNSTARTED(3),
    /** A hook refused the reply: {@code EVRPC_STATUS_ERR_HOOKABORTED}. */
    HOOK_ABORTED(4),
    /** No connection, or it broke, which libevent tells as a timeout or a bad payload. Whether the method was called is not known. */
    BROKEN(1),
    /** The call was cancelled, or the pool was closed, which libevent does not tell. */
    CANCELLED(3);

    private final int value;

    RpcError(int value) {
        this.value = value;
    }

    /** {@return the number that libevent would give} */
    public int value() {
        return value;
    }
}

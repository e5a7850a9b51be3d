package io.gyre.rpc;

/** What a hook decides: {@code EVRPC_HOOK_RESULT}. */
public enum HookResult {
    /** Give the call up: a client learns {@link RpcError#HOOK_ABORTED}, or {@link RpcError#UNSTARTED} if nothing was sent; a server replies 503. */
    TERMINATE(-1),
    /** Go on. */
    CONTINUE(0),
    /** Wait until {@link RpcContext#resume} is called. */
    PAUSE(1);

    private final int value;

    HookResult(int value) {
        this.value = value;
    }

    /** {@return libevent's number} */
    public int value() {
        return value;
    }
}

package io.gyre.rpc;

import io.gyre.tag.TaggedMessage;

/**
 * Learns how a call ended: the callback of {@code EVRPC_MAKE_REQUEST}. Called once, on the loop's thread.
 *
 * @param <R> what is answered
 */
@FunctionalInterface
public interface RpcCallback<R extends TaggedMessage> {
    /**
     * The call has ended.
     *
     * @param context to see the headers: {@code evrpc_status.http_req}
     */
    void onResult(RpcContext context, RpcResult<R> result);
}

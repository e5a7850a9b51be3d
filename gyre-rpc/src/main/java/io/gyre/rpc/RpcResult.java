package io.gyre.rpc;

import io.gyre.tag.TaggedMessage;

/**
 * How a call ended: {@code evrpc_status}.
 *
 * @param <R> what is answered
 */
public sealed interface RpcResult<R extends TaggedMessage> {
    /**
     * There is a reply: {@code EVRPC_STATUS_ERR_NONE}.
     *
     * @param <R> what is answered
     * @param reply the message that came
     */
    record Replied<R extends TaggedMessage>(R reply) implements RpcResult<R> {}

    /**
     * There is none.
     *
     * @param <R> what would have been answered
     * @param why tells the kind of failure, and more
     */
    record Failed<R extends TaggedMessage>(RpcException why) implements RpcResult<R> {}
}

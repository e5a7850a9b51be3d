package io.gyre.rpc;

import io.gyre.tag.TaggedMessage;

/**
 * Answers calls of a method: the callback of {@code EVRPC_REGISTER}.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
@FunctionalInterface
public interface RpcHandler<Q extends TaggedMessage, R extends TaggedMessage> {
    /**
     * A call is there. Called on the loop's thread; answered now or later, from any thread. If this throws, the caller gets 503, and the
     * exception goes to the base's uncaught handler.
     */
    void onCall(RpcCall<Q, R> call);
}

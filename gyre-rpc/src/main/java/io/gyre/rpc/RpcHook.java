package io.gyre.rpc;

import io.gyre.buffer.EvBuffer;

/** Sees, and may change, every message of a server or a pool: the callback of {@code evrpc_add_hook}. */
@FunctionalInterface
public interface RpcHook {
    /**
     * A message came or is to be sent. Called on the loop's thread. If this throws, that is as {@link HookResult#TERMINATE}, and the exception
     * goes to the base's uncaught handler.
     *
     * @param context the call, which may be kept to resume it
     * @param payload the message as it is on the wire; borrowed
     */
    HookResult onMessage(RpcContext context, EvBuffer payload);
}

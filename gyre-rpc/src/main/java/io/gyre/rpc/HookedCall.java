package io.gyre.rpc;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A call that goes through hooks, which may hold it up: what both sides have in common. */
abstract sealed class HookedCall implements RpcContext permits RpcCall, PooledCall {
    private final EventBase base;
    private final Hooks hooks;
    private List<RpcHook> passing = List.of();
    private int next;
    private @Nullable EvBuffer payload;
    private @Nullable Map<String, Object> metadata;

    HookedCall(EventBase base, Hooks hooks) {
        this.base = base;
        this.hooks = hooks;
    }

    /** All hooks let the message through. */
    abstract void passed(EvBuffer payload);

    /** A hook gave the call up, or nobody will resume it. */
    abstract void terminated();

    /** Runs now if this is the loop's thread, or soon. */
    final void onLoop(Runnable task) {
        if (base.inLoop()) {
            task.run();
        } else {
            base.execute(task);
        }
    }

    /** Shows a message to all hooks. */
    final void pass(HookPosition position, EvBuffer message) {
        passing = hooks.at(position);
        next = 0;
        payload = message;
        goOn(message);
    }

    private void goOn(EvBuffer message) {
        while (next < passing.size()) {
            switch (ask(passing.get(next++), message)) {
                case CONTINUE -> {}
                case PAUSE -> {
                    hooks.pause(this);
                    return;
                }
                case TERMINATE -> {
                    payload = null;
                    terminated();
                    return;
                }
            }
        }
        payload = null;
        passed(message);
    }

    private HookResult ask(RpcHook hook, EvBuffer message) {
        try {
            return hook.onMessage(this, message);
        } catch (RuntimeException thrown) {
            base.execute(() -> {
                throw thrown; // To the uncaught handler, once the call has ended properly.
            });
            return HookResult.TERMINATE;
        }
    }

    @Override
    public final void resume(HookResult result) {
        if (result == HookResult.PAUSE) {
            throw new IllegalArgumentException("a call is resumed with CONTINUE or TERMINATE, not with PAUSE");
        }
        onLoop(() -> resumeInLoop(result));
    }

    private void resumeInLoop(HookResult result) {
        EvBuffer message = payload;
        if (!hooks.unpause(this) || message == null) {
            return; // It ended meanwhile, by a timeout for instance.
        }
        if (result == HookResult.TERMINATE) {
            payload = null;
            terminated();
        } else {
            goOn(message);
        }
    }

    /** The call has ended some other way. */
    final void forgetPause() {
        hooks.unpause(this);
        payload = null;
    }

    @Override
    public final boolean isPaused() {
        return hooks.isPaused(this);
    }

    @Override
    public final Map<String, Object> metadata() {
        Map<String, Object> mine = metadata;
        if (mine == null) {
            mine = new HashMap<>();
            metadata = mine;
        }
        return mine;
    }
}

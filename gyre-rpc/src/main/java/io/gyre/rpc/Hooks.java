package io.gyre.rpc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The hooks of a server or a pool, and the calls that they paused. */
final class Hooks {
    private List<RpcHook> input = List.of();
    private List<RpcHook> output = List.of();
    private final Set<HookedCall> paused = new LinkedHashSet<>();

    List<RpcHook> at(HookPosition position) {
        return position == HookPosition.INPUT ? input : output;
    }

    void add(HookPosition position, RpcHook hook) {
        var more = new ArrayList<>(at(position));
        more.add(hook);
        set(position, more);
    }

    boolean remove(HookPosition position, RpcHook hook) {
        var less = new ArrayList<>(at(position));
        boolean there = less.remove(hook);
        set(position, less);
        return there;
    }

    /** A copy, so that a call that is under way keeps the hooks with which it began. */
    private void set(HookPosition position, List<RpcHook> hooks) {
        if (position == HookPosition.INPUT) {
            input = List.copyOf(hooks);
        } else {
            output = List.copyOf(hooks);
        }
    }

    void pause(HookedCall call) {
        paused.add(call);
    }

    boolean unpause(HookedCall call) {
        return paused.remove(call);
    }

    boolean isPaused(HookedCall call) {
        return paused.contains(call);
    }

    List<HookedCall> paused() {
        return List.copyOf(paused);
    }
}

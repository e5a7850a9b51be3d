package io.gyre.dns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A socket to a server, and who waits for replies on it, by id. */
abstract class Carrier {
    final Engine engine;
    private final Map<Integer, Transmission> pending = new HashMap<>();

    Carrier(Engine engine) {
        this.engine = engine;
    }

    /** Nobody waits any more. */
    abstract void idle();

    final boolean isIdle() {
        return pending.isEmpty();
    }

    /** Gives the message an id that is random, and its own here. */
    final void register(Transmission transmission) {
        int id;
        do {
            id = engine.entropy.u16();
        } while (pending.containsKey(id));
        transmission.id = id;
        transmission.carrier = this;
        pending.put(id, transmission);
    }

    final @Nullable Transmission waitingFor(int id) {
        return pending.get(id);
    }

    final void forget(Transmission transmission) {
        if (pending.remove(transmission.id, transmission) && pending.isEmpty()) {
            idle();
        }
    }

    /** Tells everybody who waits that it is in vain. */
    final void breakAll(String why) {
        for (Transmission each : new ArrayList<>(pending.values())) {
            if (each.carrier != null) {
                each.forget();
                each.asker.broken(each, why);
            }
        }
    }
}

package io.gyre.dns;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A socket to a server, and who waits for replies on it, by id. */
abstract class Carrier {
    private static final int FEWEST_BUCKETS = 16;

    final Engine engine;

    /** By the low bits of the id, which is random: chains of those who wait. A power of two, and no fewer than wait. */
    private @Nullable Transmission[] buckets = new Transmission[FEWEST_BUCKETS];

    private int pending;

    Carrier(Engine engine) {
        this.engine = engine;
    }

    /** Nobody waits any more. */
    abstract void idle();

    final boolean isIdle() {
        return pending == 0;
    }

    /** {@return how many wait} */
    final int load() {
        return pending;
    }

    private int bucket(int id) {
        return id & (buckets.length - 1);
    }

    /** Gives the message an id that is random, and its own here. */
    final void register(Transmission transmission) {
        int id;
        do {
            id = engine.entropy.u16();
        } while (waitingFor(id) != null);
        transmission.id = id;
        transmission.carrier = this;
        transmission.sentOn = this;
        if (pending == buckets.length) {
            grow();
        }
        chain(transmission);
        pending++;
    }

    private void chain(Transmission transmission) {
        int bucket = bucket(transmission.id);
        transmission.next = buckets[bucket];
        buckets[bucket] = transmission;
    }

    private void grow() {
        List<Transmission> all = everybody();
        buckets = new Transmission[2 * buckets.length];
        all.forEach(this::chain);
    }

    private List<Transmission> everybody() {
        var all = new ArrayList<Transmission>(pending);
        for (Transmission head : buckets) {
            for (Transmission each = head; each != null; each = each.next) {
                all.add(each);
            }
        }
        return all;
    }

    final @Nullable Transmission waitingFor(int id) {
        Transmission each = buckets[bucket(id)];
        while (each != null && each.id != id) {
            each = each.next;
        }
        return each;
    }

    /** @param transmission one that was registered here, and waits still */
    final void forget(Transmission transmission) {
        int bucket = bucket(transmission.id);
        if (buckets[bucket] == transmission) {
            buckets[bucket] = transmission.next;
        } else {
            Transmission before = buckets[bucket];
            while (before != null && before.next != transmission) {
                before = before.next;
            }
            if (before == null) {
                throw new AssertionError("who does not wait cannot be forgotten");
            }
            before.next = transmission.next;
        }
        transmission.next = null;
        if (--pending == 0) {
            idle();
        }
    }

    /** Tells everybody who waits that it is in vain. */
    final void breakAll(String why) {
        for (Transmission each : everybody()) {
            if (each.carrier != null) {
                each.forget();
                each.asker.broken(each, why);
            }
        }
    }
}

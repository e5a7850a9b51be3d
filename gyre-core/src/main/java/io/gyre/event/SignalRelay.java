package io.gyre.event;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The process's signals, relayed to every base that waits for them. The JVM runs handlers in a thread of their own, so nothing
 * here is bound by the rules of asynchronous handlers. The handler found at the first registration is put back at the last
 * removal.
 */
final class SignalRelay {
    private static final Map<Integer, SignalRelay> RELAYS = new HashMap<>();

    private final Object previous;
    private final CopyOnWriteArrayList<SignalSink> sinks = new CopyOnWriteArrayList<>();

    private SignalRelay(Signal signal) {
        this.previous = JvmSignals.handle(signal, this::relay);
    }

    /** Begins to relay. A signal that cannot be had is refused with the reason. */
    static void register(Signal signal, SignalSink sink) {
        signal.reserved().ifPresent(why -> {
            throw new IllegalArgumentException(signal + " cannot be waited for: " + why);
        });
        synchronized (RELAYS) {
            SignalRelay relay = RELAYS.get(signal.number());
            if (relay == null) {
                relay = new SignalRelay(signal); // Throws IllegalArgumentException for a signal that this JVM keeps.
                RELAYS.put(signal.number(), relay);
            }
            relay.sinks.add(sink);
        }
    }

    static void unregister(Signal signal, SignalSink sink) {
        synchronized (RELAYS) {
            SignalRelay relay = RELAYS.get(signal.number());
            if (relay != null && relay.sinks.remove(sink) && relay.sinks.isEmpty()) {
                RELAYS.remove(signal.number());
                JvmSignals.restore(signal, relay.previous);
            }
        }
    }

    private void relay(int number) {
        for (SignalSink sink : sinks) {
            sink.arrived(number);
        }
    }
}

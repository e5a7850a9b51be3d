package io.gyre.event;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which events wait for which signal. Guarded by the base's lock, but for {@link #arrived}. */
final class SignalMap implements SignalSink {
    private final EventBase base;
    private final Registry registry;

    /** By signal, last added first. */
    private final @Nullable ArrayList<Event>[] bySignal = lists();

    /** By signal: how often it has arrived since the last pass. */
    private final AtomicIntegerArray arrivals = new AtomicIntegerArray(Signal.NSIG);

    private final Waiting loop;

    SignalMap(EventBase base, Registry registry, Waiting loop) {
        this.base = base;
        this.loop = loop;
        this.registry = registry;
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static @Nullable ArrayList<Event>[] lists() {
        return new ArrayList[Signal.NSIG];
    }

    void add(Event event) {
        int signal = event.number();
        ArrayList<Event> events = bySignal[signal];
        if (events == null || events.isEmpty()) {
            base.signalSource().watch(Signal.of(signal), this);
            events = new ArrayList<>();
            bySignal[signal] = events;
        }
        events.add(event);
    }

    void remove(Event event) {
        ArrayList<Event> events = bySignal[event.number()];
        if (events != null && events.remove(event) && events.isEmpty()) {
            arrivals.set(event.number(), 0);
            base.signalSource().unwatch(Signal.of(event.number()), this);
        }
    }

    @Override
    public void arrived(int signal) {
        arrivals.incrementAndGet(signal);
        loop.signals = true;
        loop.interrupt();
    }

    /** Makes events active for the signals that arrived: each runs once for every time. */
    void deliver() {
        loop.signals = false;
        for (int signal = 1; signal < Signal.NSIG; signal++) {
            int times = arrivals.get(signal) == 0 ? 0 : arrivals.getAndSet(signal, 0);
            if (times > 0) {
                activate(signal, times);
            }
        }
    }

    /** {@code event_base_active_by_signal}. */
    void activate(int signal, int times) {
        ArrayList<Event> events = signal > 0 && signal < Signal.NSIG ? bySignal[signal] : null;
        for (int i = events == null ? -1 : events.size() - 1; i >= 0 && events != null; i--) {
            registry.activate(events.get(i), EventMask.SIGNAL.bits(), times);
        }
    }

    void forEach(Consumer<Event> action) {
        for (ArrayList<Event> events : bySignal) {
            if (events != null) {
                events.forEach(action);
            }
        }
    }
}

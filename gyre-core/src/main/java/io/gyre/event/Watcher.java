package io.gyre.event;

/**
 * Watches a loop turn, before or after each wait: libevent's {@code struct evwatch}. It does not keep the loop alive. Made by
 * {@link EventBase#onPrepare} and {@link EventBase#onCheck}, and closed with the base.
 */
public final class Watcher implements AutoCloseable {
    private final EventBase base;
    private final Watchers list;

    Watcher(EventBase base, Watchers list) {
        this.base = base;
        this.list = list;
    }

    /** {@return the base that is watched} {@code evwatch_base}. */
    public EventBase base() {
        return base;
    }

    /** Stops watching: {@code evwatch_free}. Idempotent; may be called in the watcher's own callback. */
    @Override
    public void close() {
        base.unwatch(list, this);
    }
}

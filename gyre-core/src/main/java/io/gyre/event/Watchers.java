package io.gyre.event;

import java.util.Arrays;

/**
 * Watchers of one kind, in the order of their registration. Changed under the base's lock; the array is replaced, never changed,
 * so it is walked without.
 */
final class Watchers {
    record Entry(Watcher watcher, PrepareCallback prepare) {}

    private static final Entry[] NONE = {};

    private volatile Entry[] entries = NONE;

    Watcher add(EventBase base, PrepareCallback callback) {
        var watcher = new Watcher(base, this);
        Entry[] longer = Arrays.copyOf(entries, entries.length + 1);
        longer[entries.length] = new Entry(watcher, callback);
        entries = longer;
        return watcher;
    }

    void remove(Watcher watcher) {
        Entry[] rest =
                Arrays.stream(entries).filter(each -> each.watcher != watcher).toArray(Entry[]::new);
        entries = rest;
    }

    boolean isEmpty() {
        return entries.length == 0;
    }

    void run(EventBase base, long timeoutNanos) {
        for (Entry entry : entries) {
            try {
                entry.prepare.onPrepare(entry.watcher, timeoutNanos);
            } catch (Exception thrown) {
                base.uncaught(null, thrown);
            }
        }
    }

    void clear() {
        entries = NONE;
    }
}

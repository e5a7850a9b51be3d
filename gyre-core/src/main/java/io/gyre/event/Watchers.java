package io.gyre.event;

import java.util.Arrays;

/** Watchers of one kind, in the order of their registration. The array is replaced, never changed, so it can be walked freely. */
final class Watchers {
    record Entry(Watcher watcher, PrepareCallback prepare) {}

    private static final Entry[] NONE = {};

    private volatile Entry[] entries = NONE;

    /** Asked twice in every turn, so it is kept beside the array. */
    private volatile boolean empty = true;

    synchronized Watcher add(EventBase base, PrepareCallback callback) {
        var watcher = new Watcher(base, this);
        Entry[] longer = Arrays.copyOf(entries, entries.length + 1);
        longer[entries.length] = new Entry(watcher, callback);
        replace(longer);
        return watcher;
    }

    synchronized void remove(Watcher watcher) {
        Entry[] rest =
                Arrays.stream(entries).filter(each -> each.watcher != watcher).toArray(Entry[]::new);
        replace(rest);
    }

    boolean isEmpty() {
        return empty;
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

    synchronized void clear() {
        replace(NONE);
    }

    private void replace(Entry[] others) {
        entries = others;
        empty = others.length == 0;
    }
}

package io.gyre.buffer;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Who wants to know of a buffer's changes, and what they have not been told yet. Guarded by the buffer's lock. */
final class Callbacks {
    private final GuardedChain buffer;

    /** The one registered last comes first, and is called first. */
    private @Nullable CallbackEntry entries;

    private @Nullable Deferral deferral;

    Callbacks(GuardedChain buffer) {
        this.buffer = buffer;
    }

    CallbackEntry add(ChangeCallback callback) {
        var entry = new CallbackEntry(this, callback);
        entry.next = entries;
        entries = entry;
        return entry;
    }

    void remove(CallbackEntry entry) {
        buffer.lock();
        try {
            unlink(entry);
        } finally {
            buffer.unlock();
        }
    }

    /** The entry keeps its own link, so that a round of calls that is under way goes on from it. */
    private void unlink(CallbackEntry entry) {
        CallbackEntry before = null;
        for (CallbackEntry each = entries; each != null; each = each.next) {
            if (each.equals(entry)) {
                if (before == null) {
                    entries = each.next;
                } else {
                    before.next = each.next;
                }
                return;
            }
            before = each;
        }
    }

    boolean remove(ChangeCallback callback) {
        for (CallbackEntry each = entries; each != null; each = each.next) {
            if (each.callback.equals(callback)) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    void defer(Executor later) {
        deferral = new Deferral(later);
    }

    /** Tells everybody, now or later. */
    void changed(long more, long fewer) {
        long before = buffer.length() - more + fewer;
        Deferral later = deferral;
        if (later == null) {
            call(before, more, fewer);
        } else {
            later.changed(before, more, fewer);
        }
    }

    /** The changes since the last call, for an executor to tell all at once. */
    private final class Deferral implements Runnable {
        private final Executor executor;
        private boolean scheduled;
        private long lengthBefore;
        private long added;
        private long deleted;

        Deferral(Executor executor) {
            this.executor = executor;
        }

        void changed(long before, long more, long fewer) {
            if (added == 0 && deleted == 0) {
                lengthBefore = before;
            }
            added += more;
            deleted += fewer;
            if (!scheduled) {
                schedule();
            }
        }

        /** An executor that refuses is asked again at the next change. */
        private void schedule() {
            scheduled = true;
            try {
                executor.execute(this);
            } catch (RuntimeException refused) {
                scheduled = false;
                throw refused;
            }
        }

        @Override
        public void run() {
            buffer.lock();
            try {
                scheduled = false;
                long more = added;
                long fewer = deleted;
                added = 0;
                deleted = 0;
                call(lengthBefore, more, fewer);
            } finally {
                buffer.unlock();
            }
        }
    }

    private void call(long originalLength, long more, long fewer) {
        BufferPool pool = buffer.chain.pool();
        BufferChange told = pool.takeChange();
        try {
            callAll(told.set(originalLength, more, fewer));
        } finally {
            pool.give(told);
        }
    }

    /** All are called, whatever one of them throws; the first failure is thrown at the end. */
    private void callAll(BufferChange told) {
        RuntimeException failure = null;
        for (CallbackEntry each = entries; each != null; each = each.next) {
            try {
                if (each.enabled()) {
                    each.callback.onChange(buffer.self(), told);
                }
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

package io.gyre.buffer;

import io.gyre.Debug;
import io.gyre.Locks;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/** What every buffer's call passes through: the lock, the frozen ends, the callbacks, and whether the buffer is still open. */
abstract sealed class GuardedChain implements AutoCloseable permits SearchableChain {
    final Chain chain;

    /** Changes with the content, so that positions and reservations know that they are stale. */
    long version;

    private @Nullable Lock lock;
    private @Nullable Callbacks callbacks;
    private final @Nullable Leak leak;
    private boolean frontFrozen;
    private boolean backFrozen;
    private boolean closed;

    @SuppressWarnings("this-escape") // Only to the watch for leaks.
    GuardedChain(BufferPool pool) {
        chain = new Chain(pool);
        leak = Debug.enabled() ? Leak.watch(this, chain) : null;
    }

    /** {@return this, as users know it} */
    abstract EvBuffer self();

    /**
     * Gives all memory back and lets go of references: {@code evbuffer_free}. Callbacks are not called, but for those that were
     * deferred already. Idempotent.
     */
    @Override
    public void close() {
        lock();
        try {
            if (!closed) {
                closed = true;
                version++;
                chain.clear();
                if (leak != null) {
                    leak.closed();
                }
            }
        } finally {
            unlock();
        }
    }

    /**
     * Makes every call atomic, by a lock of its own: {@code evbuffer_enable_locking}.
     *
     * @throws IllegalStateException if there is a lock already
     */
    public void enableLocking() {
        enableLocking(Locks.newLock("a buffer"));
    }

    /**
     * Makes every call atomic: {@code evbuffer_enable_locking}. From now on the memory comes from the shared pool.
     *
     * @param reentrant a lock that a thread may take again, which other objects may use too
     * @throws IllegalStateException if there is a lock already
     */
    public void enableLocking(Lock reentrant) {
        if (lock != null) {
            throw new IllegalStateException("the buffer has a lock already: enable locking once, after making it");
        }
        chain.pool(BufferPool.shared());
        version++; // For a reservation whose room has gone.
        lock = reentrant;
    }

    /** Holds other threads off until {@link #unlock}, if locking is enabled: {@code evbuffer_lock}. */
    public void lock() {
        Lock mine = lock;
        if (mine != null) {
            mine.lock();
        }
    }

    /** Undoes one {@link #lock}: {@code evbuffer_unlock}. */
    public void unlock() {
        Lock mine = lock;
        if (mine != null) {
            mine.unlock();
        }
    }

    /** {@return how many bytes there are: {@code evbuffer_get_length}} */
    public long length() {
        lock();
        try {
            return chain.length;
        } finally {
            unlock();
        }
    }

    /** {@return whether there are none} */
    public boolean isEmpty() {
        return length() == 0;
    }

    /**
     * Registers a callback, which is called before those registered earlier: {@code evbuffer_add_cb}.
     *
     * @return its entry
     */
    public CallbackEntry addCallback(ChangeCallback callback) {
        lock();
        try {
            return myCallbacks().add(callback);
        } finally {
            unlock();
        }
    }

    /**
     * Removes the callback, as registered last: {@code evbuffer_remove_cb}.
     *
     * @return whether it was registered
     */
    public boolean removeCallback(ChangeCallback callback) {
        lock();
        try {
            return myCallbacks().remove(callback);
        } finally {
            unlock();
        }
    }

    /**
     * Lets an executor call the callbacks from now on, once for all changes since: {@code evbuffer_defer_callbacks}. Cannot be undone.
     *
     * @param executor as a rule an {@code EventBase}
     */
    public void deferCallbacks(Executor executor) {
        lock();
        try {
            myCallbacks().defer(executor);
        } finally {
            unlock();
        }
    }

    Callbacks myCallbacks() {
        Callbacks mine = callbacks;
        if (mine == null) {
            mine = new Callbacks(this);
            callbacks = mine;
        }
        return mine;
    }

    /** Forbids changes at one end: {@code evbuffer_freeze}. Not counted. */
    public void freeze(BufferEnd end) {
        setFrozen(end, true);
    }

    /** Allows changes at one end again: {@code evbuffer_unfreeze}. */
    public void unfreeze(BufferEnd end) {
        setFrozen(end, false);
    }

    void setFrozen(BufferEnd end, boolean frozen) {
        lock();
        try {
            switch (end) {
                case FRONT -> frontFrozen = frozen;
                case BACK -> backFrozen = frozen;
            }
        } finally {
            unlock();
        }
    }

    @Override
    public String toString() {
        return closed ? "EvBuffer (closed)" : "EvBuffer (" + length() + " bytes)";
    }

    void enter() {
        lock();
        if (closed) {
            unlock();
            throw new IllegalStateException("the buffer is closed");
        }
    }

    void enterBack() {
        enter();
        if (backFrozen) {
            unlock();
            throw new FrozenBufferException(BufferEnd.BACK);
        }
    }

    /** To take nothing from an empty buffer is allowed even if its front is frozen. */
    void enterFront() {
        enter();
        if (frontFrozen && chain.length > 0) {
            unlock();
            throw new FrozenBufferException(BufferEnd.FRONT);
        }
    }

    void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the buffer is closed");
        }
    }

    void checkEnd(BufferEnd end) {
        if (end == BufferEnd.FRONT) {
            checkFront();
        } else {
            checkBack();
        }
    }

    void checkFront() {
        if (frontFrozen) {
            throw new FrozenBufferException(BufferEnd.FRONT);
        }
    }

    void checkBack() {
        if (backFrozen) {
            throw new FrozenBufferException(BufferEnd.BACK);
        }
    }

    static void checkCount(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a number of bytes cannot be " + count);
        }
    }

    void checkRange(long offset, long count) {
        if (offset < 0 || count < 0 || count > chain.length - offset) {
            throw new IndexOutOfBoundsException(
                    "no " + count + " bytes at " + offset + " in a buffer of " + chain.length + " bytes");
        }
    }

    /** {@return where the position is; throws if it is another buffer's, or stale} */
    long checkFresh(Position position) {
        if (!position.isIn(this)) {
            throw new IllegalArgumentException(position + " belongs to another buffer");
        }
        if (!isFresh(position.version())) {
            throw new IllegalStateException(
                    "the buffer has changed since " + position + " was taken: search again, or use offsets");
        }
        return position.offset();
    }

    boolean isFresh(long at) {
        return at == version;
    }

    @Nullable
    Lock lockOrNull() {
        return lock;
    }

    /** Discards a line and its terminator, of which callbacks learn one after the other, as they do in C. */
    void drainLine(long line, long terminator) {
        if (callbacks == null) {
            chain.drain(line + terminator);
            version++;
        } else {
            drainAndTell(line);
            drainAndTell(terminator);
        }
    }

    private void drainAndTell(long count) {
        if (count > 0) {
            chain.drain(count);
            changed(0, count);
        }
    }

    /** Ends every change: makes positions stale, and tells who wants to know. */
    void changed(long added, long deleted) {
        version++;
        Callbacks mine = callbacks;
        if (mine != null) {
            mine.changed(added, deleted);
        }
    }
}

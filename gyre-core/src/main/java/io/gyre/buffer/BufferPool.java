package io.gyre.buffer;

import io.gyre.Locks;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Where buffers get their memory: slabs of native memory, cut into chunks of a few sizes. A chunk is given back as soon as its last
 * byte is drained, and a slab of which nothing is in use goes back to {@link io.gyre.Memory} if the pool keeps enough already.
 *
 * <p>A <em>confined</em> pool belongs to one thread, as a rule a loop's, and takes no lock: only buffers that this thread alone
 * changes may get memory from it. Their memory may come back on any thread. The <em>shared</em> pool serves every thread, under a
 * lock.
 */
public final class BufferPool implements AutoCloseable {
    /** How much memory of which nothing is in use a pool keeps, in bytes. */
    public static final long DEFAULT_IDLE_BYTES = 4 << 20;

    static final long LARGEST = 64 << 10;
    private static final long[] SIZES = {1 << 10, 4 << 10, 16 << 10, LARGEST};
    private static final long SLAB_SIZE = 256 << 10;
    private static final int MOST_CHUNKS = 32;
    private static final BufferPool SHARED =
            new BufferPool(null, Locks.newLock("the shared buffer pool"), SIZES, DEFAULT_IDLE_BYTES);

    private final SizeClass[] classes;
    private final @Nullable Lock lock;
    private final long idleBytes;

    /** What other threads gave back to a confined pool, by {@link Link#next}. */
    private final AtomicReference<@Nullable Chunk> returned = new AtomicReference<>();

    /** For the owner's buffers to tell their changes with; null while one does. */
    private @Nullable BufferChange change;

    private volatile @Nullable Thread owner;
    private volatile boolean closed;
    private long heldBytes;
    private long liveBytes;

    BufferPool(@Nullable Thread owner, @Nullable Lock lock, long[] sizes, long idleBytes) {
        this.owner = owner;
        this.lock = lock;
        this.idleBytes = idleBytes;
        this.classes = Arrays.stream(sizes)
                .mapToObj(size -> new SizeClass(this, size, chunksPerSlab(size), true))
                .toArray(SizeClass[]::new);
    }

    private static int chunksPerSlab(long size) {
        return Math.clamp(SLAB_SIZE / size, 1, MOST_CHUNKS);
    }

    /** {@return the pool that serves every thread} It is never closed. */
    public static BufferPool shared() {
        return SHARED;
    }

    /** {@return a new pool of the calling thread, which keeps {@link #DEFAULT_IDLE_BYTES} at most when idle} */
    public static BufferPool confined() {
        return confined(DEFAULT_IDLE_BYTES);
    }

    /**
     * {@return a new pool of the calling thread}
     *
     * @param idleBytes how much memory of which nothing is in use is kept at most; 0 keeps none
     */
    public static BufferPool confined(long idleBytes) {
        if (idleBytes < 0) {
            throw new IllegalArgumentException("a pool cannot keep " + idleBytes + " bytes: use 0 to keep none");
        }
        return new BufferPool(Thread.currentThread(), null, SIZES, idleBytes);
    }

    /** Makes the calling thread the owner of a confined pool. The former owner must be done with it. */
    public void adopt() {
        if (lock == null) {
            owner = Thread.currentThread();
        }
    }

    /** {@return how many bytes are in chunks that buffers hold} A figure for statistics, which other threads may be changing. */
    public long liveBytes() {
        return liveBytes;
    }

    /** {@return how many bytes this pool got from {@link io.gyre.Memory} and has not given back} As for {@link #liveBytes}. */
    public long heldBytes() {
        return heldBytes;
    }

    /**
     * Frees all memory of which nothing is in use: on the owner's thread.
     *
     * @throws WrongThreadException if another thread owns this pool
     */
    public void trim() {
        enter();
        try {
            for (SizeClass sizeClass : classes) {
                sizeClass.trim();
            }
        } finally {
            leave();
        }
    }

    /**
     * Frees all memory of which nothing is in use, and from now on each slab when its last chunk comes back. Buffers that still hold
     * some stay as they are, but get no more. The shared pool cannot be closed.
     *
     * @throws UnsupportedOperationException if this is the shared pool
     * @throws WrongThreadException if another thread owns this pool
     */
    @Override
    public void close() {
        if (lock != null) {
            throw new UnsupportedOperationException("the shared pool serves the whole process: it cannot be closed");
        }
        trim();
        closed = true;
        takeReturnedAfterClose();
    }

    /** {@return an empty chunk: of {@code size} bytes at least if {@link #LARGEST} is too small, otherwise of the size that fits best} */
    Chunk take(long size) {
        enter();
        try {
            if (closed) {
                throw new IllegalStateException("the pool is closed: its buffers get no more memory");
            }
            Chunk chunk = classFor(size).take();
            liveBytes += chunk.capacity();
            return chunk;
        } finally {
            leave();
        }
    }

    private SizeClass classFor(long size) {
        for (SizeClass sizeClass : classes) {
            if (size <= sizeClass.chunkSize) {
                return sizeClass;
            }
        }
        return new SizeClass(this, roundUp(size), 1, false);
    }

    /** Large chunks are blocks of their own, of whole pages. */
    private static long roundUp(long size) {
        if (size > Long.MAX_VALUE - 4095) {
            throw new OutOfMemoryError("no memory for " + size + " bytes in one piece");
        }
        return (size + 4095) & -4096L;
    }

    /** Takes a chunk back, on any thread. */
    void give(Chunk chunk) {
        if (lock == null && (closed || !isOwner())) {
            giveFromElsewhere(chunk);
            return;
        }
        enter();
        try {
            take(chunk);
        } finally {
            leave();
        }
    }

    private void take(Chunk chunk) {
        liveBytes -= chunk.capacity();
        chunk.slab.owner.give(chunk);
    }

    private void giveFromElsewhere(Chunk chunk) {
        Chunk top;
        do {
            top = returned.get();
            chunk.next = top;
        } while (!returned.compareAndSet(top, chunk));
        if (closed) {
            takeReturnedAfterClose();
        }
    }

    /** A closed pool has no owner that would come by, so that whoever gives frees. */
    private synchronized void takeReturnedAfterClose() {
        takeReturned();
    }

    private void takeReturned() {
        Link chunk = returned.getAndSet(null);
        while (chunk != null) {
            Link next = chunk.next;
            take((Chunk) chunk);
            chunk = next;
        }
    }

    private void enter() {
        if (lock != null) {
            lock.lock();
        } else {
            if (Thread.currentThread() != owner) {
                throw new WrongThreadException("the buffer pool belongs to thread " + owner + ", and was used by "
                        + Thread.currentThread() + ": use BufferPool.shared(), or enable locking on the buffer");
            }
            if (returned.getPlain() != null) {
                takeReturned();
            }
        }
    }

    private void leave() {
        if (lock != null) {
            lock.unlock();
        }
    }

    /** {@return a change to tell, which nobody else tells meanwhile: a callback may change a buffer, and bring us here again} */
    BufferChange takeChange() {
        BufferChange mine = isOwner() ? change : null;
        if (mine == null) {
            return new BufferChange();
        }
        change = null;
        return mine;
    }

    void give(BufferChange told) {
        if (isOwner()) {
            change = told;
        }
    }

    private boolean isOwner() {
        return lock == null && Thread.currentThread() == owner;
    }

    long largest() {
        return classes[classes.length - 1].chunkSize;
    }

    boolean isShared() {
        return lock != null;
    }

    /** Counts what came from {@link io.gyre.Memory}, or went back there if negative. */
    void held(long bytes) {
        heldBytes += bytes;
    }

    /** {@return whether a slab of which nothing is in use may stay} */
    boolean mayKeepIdle() {
        return !closed && heldBytes - liveBytes <= idleBytes;
    }
}

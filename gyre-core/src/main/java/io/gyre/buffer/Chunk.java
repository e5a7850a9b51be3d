package io.gyre.buffer;

import io.gyre.Debug;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A piece of a slab: the link that bytes are written to. Both its memory and this object go back to the slab together, so that the
 * steady state makes no garbage.
 */
final class Chunk extends Link implements Storage {
    /** What freed memory is filled with in debug mode, so that who looks at it still sees that something is wrong. */
    static final byte POISON = (byte) 0xDB;

    private static final VarHandle HOLDERS = holders();

    final Slab slab;

    /** Where this piece of the slab begins and ends. */
    final long base;

    final long limit;

    /** The chain that this is in, and each view of it. */
    @SuppressWarnings("unused") // By HOLDERS.
    private volatile int holders;

    Chunk(Slab slab, long base, long limit) {
        super(slab.memory);
        this.slab = slab;
        this.base = base;
        this.limit = limit;
    }

    private static VarHandle holders() {
        try {
            return MethodHandles.lookup().findVarHandle(Chunk.class, "holders", int.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Makes this an empty chunk of its first holder. */
    Chunk fresh() {
        next = null;
        start = base;
        end = base;
        HOLDERS.set(this, 1);
        return this;
    }

    long capacity() {
        return limit - base;
    }

    /** How many bytes fit at the end. They may be written even if views exist, which end where the bytes ended then. */
    long room() {
        return limit - end;
    }

    /** How many bytes fit at the front: none if a view may still show what was drained from there. */
    long roomAtFront() {
        return isShared() ? 0 : start - base;
    }

    boolean isShared() {
        return (int) HOLDERS.getAcquire(this) != 1;
    }

    @Override
    View share(long skip, long count) {
        retain();
        return new View(this, memory, start + skip, start + skip + count);
    }

    @Override
    public void retain() {
        HOLDERS.getAndAdd(this, 1);
    }

    @Override
    public void release() {
        // The only holder needs no atomic operation: nobody else can become one.
        if (!isShared() || (int) HOLDERS.getAndAdd(this, -1) == 1) {
            poison();
            slab.owner.pool.give(this);
        }
    }

    /** In debug mode, overwrites what nobody may hold any more. */
    void poison() {
        if (Debug.enabled()) {
            memory.asSlice(base, capacity()).fill(POISON);
        }
    }
}

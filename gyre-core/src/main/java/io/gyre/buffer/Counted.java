package io.gyre.buffer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Counts the holders of something, beginning with one. */
abstract class Counted implements Storage {
    private static final VarHandle HOLDERS = holders();

    @SuppressWarnings("unused") // By HOLDERS.
    private volatile int holders = 1;

    private static VarHandle holders() {
        try {
            return MethodHandles.lookup().findVarHandle(Counted.class, "holders", int.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    @Override
    public final void retain() {
        HOLDERS.getAndAdd(this, 1);
    }

    @Override
    public final void release() {
        // The only holder needs no atomic operation: nobody else can become one.
        if ((int) HOLDERS.getAcquire(this) == 1 || (int) HOLDERS.getAndAdd(this, -1) == 1) {
            free();
        }
    }

    /** Called once, by the last holder. */
    abstract void free();
}

package io.gyre.bufferevent;

import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent on top of another one, for kinds here and in other modules. It takes over the callbacks of the one below, which the
 * user leaves alone from then on, and shares its lock.
 */
public abstract class LayeredBufferEvent extends BufferEvent {
    private final BufferEvent below;

    /**
     * For the kinds.
     *
     * @param below nothing of it changes before {@link #takeOver}
     * @param options how this behaves; with CLOSE_ON_FREE, {@link #letGo} closes the one below
     */
    protected LayeredBufferEvent(BufferEvent below, BufferEventOption... options) {
        super(below.base(), below.lockOrNull(), options);
        this.below = below;
    }

    @Override
    public final BufferEvent underlying() {
        return below;
    }

    @Override
    public @Nullable Fd fd() {
        return below.fd();
    }

    /** Becomes who is called back by the one below, and enables it both ways, without reading before {@link #readBelow} says so. */
    protected final void takeOver(BufferEventCallbacks mine) {
        below.callbacks(mine);
        readBelow(false);
        below.enable(EventMask.READ.or(EventMask.WRITE));
    }

    /** Lets the one below read, or keeps it from doing so. */
    protected final void readBelow(boolean on) {
        if (on) {
            below.resume(Direction.READING, Suspension.FILTER);
        } else {
            below.suspend(Direction.READING, Suspension.FILTER);
        }
    }

    /** Counts bytes against this one's rate limits, for a kind that does so before, or without, telling the user that they moved. */
    protected final void transported(Direction direction, long bytes) {
        count(direction, bytes);
    }

    /**
     * Ends the writing half of the one below, once that has written what it got. It tells by {@code onWritable}, after which the kind
     * calls {@link #endIfWritten}.
     *
     * @return whether that is done
     */
    protected final boolean endBelow() {
        if (!below.isClosed()) {
            below.shutdownWriting();
        }
        return below.isClosed() || below.hasEndedWriting();
    }

    /** Gives the one below back to the user, or closes it if CLOSE_ON_FREE is among the options. */
    protected final void letGo() {
        below.callbacks(null);
        if (options().contains(BufferEventOption.CLOSE_ON_FREE)) {
            below.close();
        } else {
            readBelow(true);
        }
    }
}

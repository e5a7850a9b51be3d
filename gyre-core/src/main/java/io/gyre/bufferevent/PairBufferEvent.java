package io.gyre.bufferevent;

import io.gyre.Locks;
import io.gyre.buffer.BufferEnd;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * One half of two that are joined in memory: {@code bufferevent_pair_new}. What one writes the other reads, in order and without a
 * copy. The callbacks always come from the loop, and CLOSE_ON_FREE means nothing.
 */
public final class PairBufferEvent extends BufferEvent {
    private @Nullable PairBufferEvent partner;

    /**
     * Both halves.
     *
     * @param first one half
     * @param second the other
     */
    public record Halves(PairBufferEvent first, PairBufferEvent second) {}

    private PairBufferEvent(EventBase base, @Nullable Lock lock, BufferEventOption... options) {
        super(base, lock, options);
    }

    /**
     * {@return two joined halves: {@code bufferevent_pair_new}}
     *
     * @param base runs the callbacks of both
     * @param options of both; THREADSAFE makes one lock for the two
     */
    public static Halves of(EventBase base, BufferEventOption... options) {
        BufferEventOption[] deferred = Arrays.copyOf(options, options.length + 1);
        deferred[options.length] = BufferEventOption.DEFER_CALLBACKS;
        Lock lock = Arrays.asList(options).contains(BufferEventOption.THREADSAFE) ? Locks.newLock("a pair") : null;
        var first = new PairBufferEvent(base, lock, deferred);
        var second = new PairBufferEvent(base, lock, deferred);
        first.partner = second;
        second.partner = first;
        return new Halves(first, second);
    }

    /** {@return the other half, or null once it is closed: {@code bufferevent_pair_get_partner}} */
    public @Nullable PairBufferEvent partner() {
        lock();
        try {
            return partner;
        } finally {
            unlock();
        }
    }

    @Override
    public @Nullable Fd fd() {
        return null;
    }

    @Override
    protected void transfer(Direction direction, boolean on) {
        PairBufferEvent other = partner;
        if (on && other != null) {
            switch (direction) {
                case READING -> other.moveTo(this, false);
                case WRITING -> moveTo(other, false);
            }
        }
    }

    @Override
    protected void outputAdded() {
        PairBufferEvent other = partner;
        if (other != null) {
            moveTo(other, false);
        }
    }

    /** Gives the reader what it has room for, or all if forced. {@return whether anything moved} */
    private boolean moveTo(PairBufferEvent reader, boolean force) {
        if (!force && !(wants(Direction.WRITING) && reader.wants(Direction.READING))) {
            return false;
        }
        long most = force ? output().length() : Math.min(output().length(), reader.roomInInput());
        if (most == 0) {
            return false;
        }
        output().unfreeze(BufferEnd.FRONT);
        reader.input().unfreeze(BufferEnd.BACK);
        try {
            output().removeBuffer(reader.input(), most);
        } finally {
            output().freeze(BufferEnd.FRONT);
            reader.input().freeze(BufferEnd.BACK);
        }
        reader.bytesRead();
        bytesWritten();
        return true;
    }

    /** Moves everything to or from the other half, whatever the marks; with FINISHED the reader then sees the end. */
    @Override
    public boolean flush(EventMask directions, FlushMode mode) {
        lock();
        try {
            PairBufferEvent other = partner;
            if (other == null || mode == FlushMode.NORMAL) {
                return false;
            }
            boolean moved = false;
            if (directions.contains(EventMask.READ)) {
                moved |= other.push(this, mode);
            }
            if (directions.contains(EventMask.WRITE)) {
                moved |= push(other, mode);
            }
            return moved;
        } finally {
            unlock();
        }
    }

    private boolean push(PairBufferEvent reader, FlushMode mode) {
        boolean moved = moveTo(reader, true);
        if (mode == FlushMode.FINISHED) {
            reader.outcome(new Outcome.Eof(Direction.READING));
        }
        return moved;
    }

    @Override
    protected boolean endWriting() {
        PairBufferEvent other = partner;
        if (!output().isEmpty()) {
            return false;
        }
        if (other != null) {
            other.outcome(new Outcome.Eof(Direction.READING));
        }
        return true;
    }

    @Override
    protected void closeTransport() {
        PairBufferEvent other = partner;
        partner = null;
        if (other != null) {
            other.partner = null;
        }
    }
}

package io.gyre.bufferevent;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventMask;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent on top of another one, with a filter in each direction: {@code bufferevent_filter_new}. It takes over the callbacks
 * of the one below, which the user leaves alone from then on.
 */
public final class FilterBufferEvent extends LayeredBufferEvent {
    private final BufferEvent below;
    private final BufferFilter inbound;
    private final BufferFilter outbound;
    private final @Nullable Runnable onClose;
    private boolean filtering;

    /** Whether the filter has been told that nothing more will be written. */
    private boolean finished;

    private FilterBufferEvent(
            BufferEvent below,
            BufferFilter inbound,
            BufferFilter outbound,
            @Nullable Runnable onClose,
            BufferEventOption... options) {
        super(below, options);
        this.below = below;
        this.inbound = inbound;
        this.outbound = outbound;
        this.onClose = onClose;
    }

    /**
     * {@return a filter on top of {@code below}: {@code bufferevent_filter_new}}
     *
     * @param below enabled both ways from now on; closed with this if the option CLOSE_ON_FREE is given
     * @param inbound from what {@code below} has read to what this has read
     * @param outbound from what this writes to what {@code below} writes
     * @param onClose called once when this is closed: {@code free_context}; null for nothing
     */
    public static FilterBufferEvent of(
            BufferEvent below,
            BufferFilter inbound,
            BufferFilter outbound,
            @Nullable Runnable onClose,
            BufferEventOption... options) {
        var made = new FilterBufferEvent(below, inbound, outbound, onClose, options);
        made.takeOver(made.new Below());
        return made;
    }

    /** What the one below has to say. */
    private final class Below implements BufferEventCallbacks {
        @Override
        public void onReadable(BufferEvent same) {
            filterIn(FlushMode.NORMAL);
        }

        @Override
        public void onWritable(BufferEvent same) {
            filterOut(FlushMode.NORMAL);
            endIfWritten();
        }

        @Override
        public void onOutcome(BufferEvent same, Outcome outcome) {
            if (outcome instanceof Outcome.Eof) {
                filterIn(FlushMode.FINISHED);
            }
            if (!isClosed()) {
                outcome(outcome);
            }
        }
    }

    @Override
    protected void transfer(Direction direction, boolean on) {
        switch (direction) {
            case READING -> {
                readBelow(on);
                if (on) {
                    filterIn(FlushMode.NORMAL);
                }
            }
            case WRITING -> {
                if (on) {
                    filterOut(FlushMode.NORMAL);
                    endIfWritten(); // It waited for this, even if there is nothing to write.
                }
            }
        }
    }

    @Override
    protected void outputAdded() {
        filterOut(FlushMode.NORMAL);
    }

    /** {@return whether anything came in} */
    private boolean filterIn(FlushMode mode) {
        EvBuffer source = below.input();
        long before = input().length();
        input().unfreeze(BufferEnd.BACK);
        boolean failed = false;
        try {
            while (mode != FlushMode.NORMAL || (wants(Direction.READING) && !source.isEmpty())) {
                long left = source.length();
                FilterResult result = inbound.filter(source, input(), limit(roomInInput()), mode);
                failed = result == FilterResult.ERROR;
                if (result != FilterResult.OK || source.isEmpty() || source.length() == left) {
                    break;
                }
            }
        } finally {
            if (!isClosed()) {
                input().freeze(BufferEnd.BACK);
            }
        }
        boolean came = input().length() > before;
        if (came) {
            bytesRead();
        }
        if (failed) {
            fail(Direction.READING);
        }
        return came;
    }

    private static long limit(long room) {
        return room == Long.MAX_VALUE ? -1 : room;
    }

    /** {@return whether anything went out} */
    private boolean filterOut(FlushMode mode) {
        if (filtering || isClosed()) {
            return false; // The one below called back while it was being written to: the loop further up goes on.
        }
        filtering = true;
        boolean went = false;
        boolean failed = false;
        output().unfreeze(BufferEnd.FRONT);
        try {
            while (mode != FlushMode.NORMAL || mayWrite()) {
                long left = output().length();
                long before = below.output().length();
                FilterResult result = outbound.filter(output(), below.output(), roomBelow(), mode);
                went |= below.output().length() != before || output().length() != left;
                failed = result == FilterResult.ERROR;
                if (result != FilterResult.OK || output().isEmpty() || output().length() == left) {
                    break;
                }
            }
        } finally {
            filtering = false;
            if (!isClosed()) {
                output().freeze(BufferEnd.FRONT);
            }
        }
        if (went) {
            bytesWritten();
        }
        if (failed) {
            fail(Direction.WRITING);
        }
        return went;
    }

    private boolean mayWrite() {
        return wants(Direction.WRITING) && !output().isEmpty() && roomBelow() != 0;
    }

    private long roomBelow() {
        long high = below.watermarks(Direction.WRITING).high();
        return high == 0 ? -1 : Math.max(0, high - below.output().length());
    }

    private void fail(Direction direction) {
        if (!isClosed()) {
            failed(direction, new Outcome.Failed(direction, new IOException("the filter cannot go on")));
        }
    }

    /** Pushes through the filters, and then flushes the one below. */
    @Override
    public boolean flush(EventMask directions, FlushMode mode) {
        lock();
        try {
            if (isClosed()) {
                return false; // As the other kinds say.
            }
            boolean moved = false;
            if (directions.contains(EventMask.READ)) {
                moved |= filterIn(mode);
            }
            if (directions.contains(EventMask.WRITE)) {
                moved |= filterOut(mode);
            }
            below.flush(directions, mode);
            return moved;
        } finally {
            unlock();
        }
    }

    /** The filter gives what it holds back, and then the one below writes that and ends. */
    @Override
    protected boolean endWriting() {
        if (!finished) {
            if (filtering || !wants(Direction.WRITING)) {
                return false;
            }
            finished = true;
            filterOut(FlushMode.FINISHED);
        }
        return endBelow();
    }

    @Override
    protected void closeTransport() {
        below.callbacks(null);
        try {
            if (onClose != null) {
                onClose.run();
            }
        } finally {
            letGo();
        }
    }
}

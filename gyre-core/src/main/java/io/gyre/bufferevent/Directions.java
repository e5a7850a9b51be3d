package io.gyre.bufferevent;

import io.gyre.Locks;
import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.CallbackEntry;
import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What every bufferevent has of reading and writing, before anybody is called back: the buffers, which direction is wanted, and what
 * stands in its way.
 */
abstract sealed class Directions permits BufferEvent {
    private static final EventMask BOTH = EventMask.READ.or(EventMask.WRITE);

    private final EventBase base;
    private final EvBuffer input;
    private final EvBuffer output;
    private final Set<BufferEventOption> options;
    private final @Nullable Lock lock;

    /** What the user wants of each direction, and what stands in the way. */
    private boolean readEnabled;

    private boolean writeEnabled = true;
    private byte readSuspensions;
    private byte writeSuspensions;

    /** Whether the kind was told to transfer; that it writes it knows from the start. */
    private boolean reading;

    private boolean writing = true;
    private boolean closed;

    private Watermarks readMarks = Watermarks.NONE;
    private Watermarks writeMarks = Watermarks.NONE;
    private @Nullable IdleTimeout readTimeout;
    private @Nullable IdleTimeout writeTimeout;

    private @Nullable Limits limits;

    /** Whether the output has passed its high mark, and has not drained since. */
    private boolean outputFull;

    /** Watches the input for its high mark, while there is one. */
    private @Nullable CallbackEntry inputWatch;

    @SuppressWarnings(
            "this-escape") // The buffer's callback runs once somebody writes, which needs the finished object.
    Directions(EventBase base, @Nullable Lock shared, BufferEventOption... options) {
        this.base = base;
        this.options = BufferEventOption.shared(options);
        if (has(BufferEventOption.UNLOCK_CALLBACKS) && !has(BufferEventOption.DEFER_CALLBACKS)) {
            throw new IllegalArgumentException(
                    "UNLOCK_CALLBACKS needs DEFER_CALLBACKS: without it a callback runs inside the call that caused"
                            + " it");
        }
        lock = shared != null || !has(BufferEventOption.THREADSAFE) ? shared : Locks.newLock("a bufferevent");
        input = new EvBuffer(base.buffers());
        output = new EvBuffer(base.buffers());
        if (lock != null) {
            input.enableLocking(lock);
            output.enableLocking(lock);
        }
        input.freeze(BufferEnd.BACK);
        output.freeze(BufferEnd.FRONT);
        output.addCallback((_, change) -> {
            if (change.added() > 0) {
                onOutputAdded();
            }
        });
    }

    final boolean has(BufferEventOption option) {
        return options.contains(option);
    }

    // What it is made of.

    /** {@return the base that runs the callbacks: {@code bufferevent_get_base}} */
    public final EventBase base() {
        return base;
    }

    /** {@return what has arrived, to be taken from the front: {@code bufferevent_get_input}} Always the same buffer. */
    public final EvBuffer input() {
        return input;
    }

    /** {@return what is to be sent, to be added to at the back: {@code bufferevent_get_output}} Always the same buffer. */
    public final EvBuffer output() {
        return output;
    }

    /** {@return the options it was made with} */
    public final Set<BufferEventOption> options() {
        return options;
    }

    // Locking.

    /**
     * Holds the loop off this bufferevent and its buffers until {@link #unlock}, if it is THREADSAFE: {@code bufferevent_lock}.
     *
     * @throws WrongThreadException if it is not, and its loop runs in another thread
     */
    public final void lock() {
        if (lock != null) {
            lock.lock();
        } else {
            checkThread();
        }
    }

    /** Without a lock, whoever comes from elsewhere is told before anything breaks. */
    private void checkThread() {
        Thread owner = base.loopThread();
        if (owner != null && owner != Thread.currentThread()) {
            throw new WrongThreadException("the bufferevent belongs to " + owner
                    + ", which runs its loop, but was used by " + Thread.currentThread()
                    + ": use EventBase.execute, or make it with the option THREADSAFE");
        }
    }

    /** Undoes one {@link #lock}: {@code bufferevent_unlock}. */
    public final void unlock() {
        if (lock != null) {
            lock.unlock();
        }
    }

    @Nullable
    Lock lockOrNull() {
        return lock;
    }

    // What the kinds, and the calling back, do about it.

    abstract BufferEvent self();

    /** The kind is to begin to transfer in a direction, or to end. */
    abstract void transfer(Direction direction, boolean on);

    /** The output has more, and writing is wanted. */
    abstract void outputAdded();

    /** A direction is over, and somebody is to learn why. */
    abstract void disableBecauseOf(Direction direction, Outcome outcome);

    /** Ends both directions, their timeouts and limits. {@return whether that was still to be done} */
    final boolean end() {
        if (closed) {
            return false;
        }
        closed = true;
        update(Direction.READING);
        update(Direction.WRITING);
        readTimeout = replace(readTimeout, null, Direction.READING);
        writeTimeout = replace(writeTimeout, null, Direction.WRITING);
        if (limits != null) {
            limits.own(null);
            limits.group(null);
        }
        return true;
    }

    // Directions.

    /**
     * Starts reading, writing or both, and their timeouts anew: {@code bufferevent_enable}.
     *
     * @param directions {@link EventMask#READ}, {@link EventMask#WRITE} or both
     * @throws IllegalArgumentException if {@code directions} has anything else
     * @throws IllegalStateException if this is closed
     */
    public final void enable(EventMask directions) {
        setEnabled(directions, true);
    }

    /**
     * Stops reading, writing or both, and their timeouts: {@code bufferevent_disable}. What is in the buffers stays.
     *
     * @param directions {@link EventMask#READ}, {@link EventMask#WRITE} or both
     * @throws IllegalArgumentException if {@code directions} has anything else
     */
    public final void disable(EventMask directions) {
        setEnabled(directions, false);
    }

    private void setEnabled(EventMask directions, boolean enable) {
        if (directions.isEmpty() || !BOTH.contains(directions)) {
            throw new IllegalArgumentException(directions + ": a bufferevent has the directions READ and WRITE");
        }
        lock();
        try {
            if (enable) {
                checkOpen();
            }
            if (directions.contains(EventMask.READ)) {
                readEnabled = enable;
                restart(readTimeout);
                updateReading();
            }
            if (directions.contains(EventMask.WRITE)) {
                writeEnabled = enable;
                restart(writeTimeout);
                updateWriting();
            }
        } finally {
            unlock();
        }
    }

    /** {@return which directions the user has enabled: {@code bufferevent_get_enabled}} */
    public final EventMask enabled() {
        EventMask read = readEnabled ? EventMask.READ : EventMask.NONE;
        return writeEnabled ? read.or(EventMask.WRITE) : read;
    }

    /** Keeps a direction from transferring, for one more reason. On the loop's thread, or under the lock. */
    protected final void suspend(Direction direction, Suspension reason) {
        switch (direction) {
            case READING -> readSuspensions |= (byte) reason.bit;
            case WRITING -> writeSuspensions |= (byte) reason.bit;
        }
        update(direction);
    }

    /** Takes one reason away. On the loop's thread, or under the lock. */
    protected final void resume(Direction direction, Suspension reason) {
        switch (direction) {
            case READING -> readSuspensions &= (byte) ~reason.bit;
            case WRITING -> writeSuspensions &= (byte) ~reason.bit;
        }
        update(direction);
    }

    /** {@return whether a direction is enabled and nothing suspends it} */
    protected final boolean wants(Direction direction) {
        return !closed
                && switch (direction) {
                    case READING -> readEnabled && readSuspensions == 0;
                    case WRITING -> writeEnabled && writeSuspensions == 0;
                };
    }

    private void update(Direction direction) {
        switch (direction) {
            case READING -> updateReading();
            case WRITING -> updateWriting();
        }
    }

    private void updateReading() {
        boolean wanted = wants(Direction.READING);
        if (wanted != reading) {
            reading = wanted;
            transfer(Direction.READING, wanted);
        }
        run(readTimeout, wanted);
    }

    private void updateWriting() {
        boolean wanted = wants(Direction.WRITING);
        if (wanted != writing) {
            writing = wanted;
            transfer(Direction.WRITING, wanted);
        }
        run(writeTimeout, wanted && !output.isEmpty());
    }

    private static void run(@Nullable IdleTimeout timeout, boolean on) {
        if (timeout != null) {
            if (on) {
                timeout.start();
            } else {
                timeout.stop();
            }
        }
    }

    private static void restart(@Nullable IdleTimeout timeout) {
        if (timeout != null) {
            timeout.stop();
        }
    }

    /** Has the timeouts begin anew, for bytes have moved. */
    final void moved(Direction direction) {
        switch (direction) {
            case READING -> {
                if (readTimeout != null) {
                    readTimeout.touch();
                }
            }
            case WRITING -> {
                if (writeTimeout != null) {
                    writeTimeout.touch();
                    run(writeTimeout, writing && !output.isEmpty());
                }
            }
        }
    }

    /** Disables a direction that can transfer no more. */
    final void over(Direction direction) {
        switch (direction) {
            case READING -> readEnabled = false;
            case WRITING -> writeEnabled = false;
        }
        update(direction);
    }

    private void onOutputAdded() {
        run(writeTimeout, writing);
        outputFull |= output.length() > outputHighMark();
        if (writing) {
            outputAdded();
        }
    }

    // Marks and timeouts.

    /**
     * Sets the marks of one direction: {@code bufferevent_setwatermark}. A high mark of writing matters to filters and pairs only, and to
     * those who ask {@link #watermarks}.
     */
    public final void watermarks(Direction direction, Watermarks marks) {
        lock();
        try {
            switch (direction) {
                case READING -> {
                    readMarks = marks;
                    watchInput(marks.high() > 0);
                }
                case WRITING -> writeMarks = marks;
            }
        } finally {
            unlock();
        }
    }

    /** {@return the marks of one direction: {@code bufferevent_getwatermark}} */
    public final Watermarks watermarks(Direction direction) {
        return direction == Direction.READING ? readMarks : writeMarks;
    }

    private void watchInput(boolean watch) {
        if (inputWatch == null && watch) {
            inputWatch = input.addCallback((_, _) -> checkHighMark());
        }
        if (inputWatch != null) {
            inputWatch.enabled(watch);
        }
        checkHighMark();
    }

    private void checkHighMark() {
        long high = readMarks.high();
        boolean full = high > 0 && input.length() >= high;
        if (full != ((readSuspensions & Suspension.HIGH_MARK.bit) != 0)) {
            if (full) {
                suspend(Direction.READING, Suspension.HIGH_MARK);
            } else {
                resume(Direction.READING, Suspension.HIGH_MARK);
            }
        }
    }

    /**
     * Sets how long each direction may wait without moving a byte while it wants to: {@code bufferevent_set_timeouts}. When that is
     * over the direction is disabled, and the outcome is a {@link Outcome.Timeout}.
     *
     * @param forReading null for no limit
     * @param forWriting null for no limit
     * @throws IllegalArgumentException if one is not positive
     */
    public final void timeouts(@Nullable Duration forReading, @Nullable Duration forWriting) {
        lock();
        try {
            checkOpen();
            readTimeout = replace(readTimeout, forReading, Direction.READING);
            writeTimeout = replace(writeTimeout, forWriting, Direction.WRITING);
            updateReading();
            updateWriting();
        } finally {
            unlock();
        }
    }

    /** {@return how long a direction may wait, or null} */
    public final @Nullable Duration timeout(Direction direction) {
        IdleTimeout timeout = direction == Direction.READING ? readTimeout : writeTimeout;
        return timeout == null ? null : timeout.duration();
    }

    private @Nullable IdleTimeout replace(@Nullable IdleTimeout old, @Nullable Duration duration, Direction direction) {
        if (duration != null && !duration.isPositive()) {
            throw new IllegalArgumentException("a timeout cannot be " + duration + ": use null for none");
        }
        if (old != null) {
            old.close();
        }
        return duration == null ? null : new IdleTimeout(base, duration, () -> timedOut(direction));
    }

    private void timedOut(Direction direction) {
        lock();
        try {
            disableBecauseOf(direction, new Outcome.Timeout(direction));
        } finally {
            unlock();
        }
    }

    /**
     * {@return whether the output has passed its high mark, and has not drained to half of it since} Whoever produces more than the peer
     * takes stops while this is true, and goes on in {@link BufferEventCallbacks#onDrained}. Nothing is refused: the mark is advice.
     */
    public final boolean isOutputFull() {
        return outputFull;
    }

    /** {@return from how many bytes on the output is full: its high mark, or {@link BufferEvent#DEFAULT_OUTPUT_MARK}} */
    private long outputHighMark() {
        long high = writeMarks.high();
        return high == 0 ? BufferEvent.DEFAULT_OUTPUT_MARK : high;
    }

    /** {@return whether the output has just drained} */
    final boolean hasDrained() {
        if (outputFull && output.length() <= outputHighMark() / 2) {
            outputFull = false;
            return true;
        }
        return false;
    }

    // Rate limits.

    private Limits limits() {
        Limits mine = limits;
        if (mine == null) {
            mine = new Limits(self());
            limits = mine;
        }
        return mine;
    }

    /** Limits how fast this may be, or lifts the limit: {@code bufferevent_set_rate_limit}. {@code null} for no limit. */
    public final void rateLimit(@Nullable RateLimit limit) {
        lock();
        try {
            checkOpen();
            limits().own(limit);
        } finally {
            unlock();
        }
    }

    /** {@return the limit of this alone, or null: {@code bufferevent_get_token_bucket_cfg}} */
    public final @Nullable RateLimit rateLimit() {
        return limits == null ? null : limits.own();
    }

    /**
     * Puts this into a group, and out of the one it was in: {@code bufferevent_add_to_rate_limit_group} and
     * {@code bufferevent_remove_from_rate_limit_group}.
     *
     * @param other null for none
     */
    public final void rateLimitGroup(@Nullable RateLimitGroup other) {
        lock();
        try {
            if (other != null) {
                checkOpen();
            }
            limits().group(other);
        } finally {
            unlock();
        }
    }

    /**
     * {@return the tokens left in a direction, negative after overuse, without a limit {@link Long#MAX_VALUE}:
     * {@code bufferevent_get_read_limit} and {@code bufferevent_get_write_limit}}
     */
    public final long tokens(Direction direction) {
        return limits == null ? Long.MAX_VALUE : limits.tokens(direction);
    }

    /**
     * Takes tokens for bytes that moved elsewhere, or gives some: {@code bufferevent_decrement_read_limit} and
     * {@code bufferevent_decrement_write_limit}.
     *
     * @throws IllegalStateException if this has no limit of its own
     */
    public final void decrementTokens(Direction direction, long bytes) {
        limits().takeOwn(direction, bytes);
    }

    /** {@return how many bytes the limits let move now} */
    protected final long allowed(Direction direction) {
        return limits == null ? Long.MAX_VALUE : limits.allowed(direction);
    }

    final void count(Direction direction, long bytes) {
        if (limits != null) {
            limits.moved(direction, bytes);
        }
    }

    /** {@return how many bytes the input may take now: its high mark's rest, without a limit {@link Long#MAX_VALUE}} */
    protected final long roomInInput() {
        long high = readMarks.high();
        return high == 0 ? Long.MAX_VALUE : Math.max(0, high - input.length());
    }

    /** {@return whether it was closed} */
    public final boolean isClosed() {
        return closed;
    }

    final void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the bufferevent is closed");
        }
    }
}

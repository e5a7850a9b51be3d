package io.gyre.bufferevent;

import io.gyre.Locks;
import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.CallbackEntry;
import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A transport with an input and an output buffer: {@code bufferevent}. What arrives is added to the input, what is added to the
 * output is sent, and the callbacks tell when there is something to do.
 *
 * <p>A fresh one writes and does not read: call {@link #enable} with {@link EventMask#READ} once the callbacks are set. It belongs to
 * the loop's thread, unless it was made {@link BufferEventOption#THREADSAFE}.
 *
 * <p>The user takes from the input and adds to the output. The other ends are frozen.
 */
public abstract class BufferEvent implements AutoCloseable {
    private static final EventMask BOTH = EventMask.READ.or(EventMask.WRITE);
    private static final BufferEventCallbacks NONE = new BufferEventCallbacks() {};

    private final EventBase base;
    private final EvBuffer input;
    private final EvBuffer output;
    private final Set<BufferEventOption> options;
    private final @Nullable Lock lock;
    /** Made when something first waits for the loop. */
    private @Nullable Notices notices;

    private BufferEventCallbacks callbacks = NONE;

    /** What the user wants of each direction, and what stands in the way. */
    private boolean readEnabled;

    private boolean writeEnabled = true;
    private int readSuspensions;
    private int writeSuspensions;

    /** Whether the kind was told to transfer; that it writes it knows from the start. */
    private boolean reading;

    private boolean writing = true;
    private boolean closed;

    private Watermarks readMarks = Watermarks.NONE;
    private Watermarks writeMarks = Watermarks.NONE;
    private @Nullable IdleTimeout readTimeout;
    private @Nullable IdleTimeout writeTimeout;

    private @Nullable Limits limits;

    /** Whether nothing may be written any more, and whether the peer knows. */
    private boolean ending;

    private boolean ended;

    /** The pipes whose source and whose target this is. */
    @Nullable
    Pipe outgoing;

    @Nullable
    Pipe incoming;

    /** Watches the input for its high mark, while there is one. */
    private @Nullable CallbackEntry inputWatch;

    /**
     * For the kinds, here and in other modules.
     *
     * @param base runs the callbacks
     * @param options how it behaves
     * @throws IllegalArgumentException if UNLOCK_CALLBACKS comes without DEFER_CALLBACKS
     */
    @SuppressWarnings(
            "this-escape") // The buffer's callback runs once somebody writes, which needs the finished object.
    protected BufferEvent(EventBase base, BufferEventOption... options) {
        this(base, null, options);
    }

    /** As above, with a lock that others use too. */
    @SuppressWarnings("this-escape") // As above.
    BufferEvent(EventBase base, @Nullable Lock shared, BufferEventOption... options) {
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

    private boolean has(BufferEventOption option) {
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

    /** {@return the descriptor below, or null if there is none: {@code bufferevent_getfd}} */
    public abstract @Nullable Fd fd();

    /** {@return the bufferevent below a filter, otherwise null: {@code bufferevent_get_underlying}} */
    public @Nullable BufferEvent underlying() {
        return null;
    }

    /** Sets who is called back, in place of who was before: {@code bufferevent_setcb}. {@code null} for nobody. */
    public final void callbacks(@Nullable BufferEventCallbacks user) {
        lock();
        try {
            callbacks = user == null ? NONE : user;
        } finally {
            unlock();
        }
    }

    /** {@return who is called back, or null: {@code bufferevent_getcb}} */
    public final @Nullable BufferEventCallbacks callbacks() {
        return callbacks == NONE ? null : callbacks;
    }

    // Locking.

    /** Holds the loop off this bufferevent and its buffers until {@link #unlock}, if it is THREADSAFE: {@code bufferevent_lock}. */
    public final void lock() {
        if (lock != null) {
            lock.lock();
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
            case READING -> readSuspensions |= reason.bit;
            case WRITING -> writeSuspensions |= reason.bit;
        }
        update(direction);
    }

    /** Takes one reason away. On the loop's thread, or under the lock. */
    protected final void resume(Direction direction, Suspension reason) {
        switch (direction) {
            case READING -> readSuspensions &= ~reason.bit;
            case WRITING -> writeSuspensions &= ~reason.bit;
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

    private void onOutputAdded() {
        run(writeTimeout, writing);
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
            failed(direction, new Outcome.Timeout(direction));
        } finally {
            unlock();
        }
    }

    // Rate limits.

    private Limits limits() {
        Limits mine = limits;
        if (mine == null) {
            mine = new Limits(this);
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

    // Data.

    /** Adds a copy of {@code bytes} to the output: {@code bufferevent_write}. */
    public final void write(byte[] bytes) {
        output.add(bytes);
    }

    /** Adds text in UTF-8 to the output: {@code bufferevent_write}. */
    public final void write(String text) {
        output.add(text);
    }

    /** Moves everything in {@code source} to the output, without a copy: {@code bufferevent_write_buffer}. */
    public final void write(EvBuffer source) {
        output.addBuffer(source);
    }

    /** Moves bytes from the input to {@code target}: {@code bufferevent_read}. {@code evbuffer_remove} of the input. */
    public final int read(byte[] target) {
        return input.remove(target);
    }

    /** Moves all of the input to the back of {@code target}, without a copy: {@code bufferevent_read_buffer}. */
    public final void read(EvBuffer target) {
        target.addBuffer(input);
    }

    /**
     * Asks the kind to push what it holds: {@code bufferevent_flush}. Sockets hold nothing back.
     *
     * @param directions {@link EventMask#READ}, {@link EventMask#WRITE} or both
     * @return whether anything moved
     */
    public boolean flush(EventMask directions, FlushMode mode) {
        return false;
    }

    /**
     * {@return a pipe that moves what is read here to the output of {@code target} from now on} Enables reading. {@link Pipe} says more.
     *
     * @param target on the same base; may be this
     * @param callback learns how it ended; null for nobody
     * @throws IllegalArgumentException if the bases differ
     * @throws IllegalStateException if one is closed, this is a pipe's source already, or {@code target} a pipe's target
     */
    public final Pipe pipeTo(BufferEvent target, @Nullable PipeCallback callback) {
        return new Pipe(this, target, callback).start();
    }

    /**
     * Lets the peer read its end of file after all that was written: {@code shutdown(2)} with {@code SHUT_WR}, once the output is
     * empty. From now on the output's back is frozen. Reading goes on. A failure is an outcome. Idempotent.
     *
     * @throws IllegalStateException if this is closed
     */
    public final void shutdownWriting() {
        lock();
        try {
            checkOpen();
            ending = true;
            output.freeze(BufferEnd.BACK);
            endIfWritten();
        } finally {
            unlock();
        }
    }

    /** Ends the writing half if that is wanted and can be done now. For kinds, whenever {@link #endWriting} may have become possible. */
    protected final void endIfWritten() {
        if (ending && !ended && !closed) {
            ended = true; // For the kind may come here again.
            ended = endWriting();
            if (ended) {
                Pipe.finished(incoming);
            }
        }
    }

    // Calling back.

    /**
     * Calls back as if something had been read or written: {@code bufferevent_trigger}.
     *
     * @param directions {@link EventMask#READ}, {@link EventMask#WRITE} or both
     * @param ignoreMarks whether to do so even if the buffers do not meet their low marks: {@code BEV_TRIG_IGNORE_WATERMARKS}
     * @param defer whether to do so from the loop: {@code BEV_TRIG_DEFER_CALLBACKS}
     */
    public final void trigger(EventMask directions, boolean ignoreMarks, boolean defer) {
        lock();
        try {
            if (directions.contains(EventMask.READ) && (ignoreMarks || input.length() >= readMarks.low())) {
                readable(defer);
            }
            if (directions.contains(EventMask.WRITE) && (ignoreMarks || output.length() <= writeMarks.low())) {
                writable(defer);
            }
        } finally {
            unlock();
        }
    }

    /** Calls back with an outcome: {@code bufferevent_trigger_event}. */
    public final void trigger(Outcome outcome, boolean defer) {
        lock();
        try {
            outcome(outcome, defer);
        } finally {
            unlock();
        }
    }

    private Notices notices() {
        Notices mine = notices;
        if (mine == null) {
            mine = new Notices(this);
            notices = mine;
        }
        return mine;
    }

    private void readable(boolean defer) {
        if (defer || has(BufferEventOption.DEFER_CALLBACKS)) {
            notices().readable();
        } else if (!closed) {
            try {
                tellReadable(callbacks);
            } catch (RuntimeException | Error thrown) {
                close();
                throw thrown;
            }
        }
    }

    private void writable(boolean defer) {
        if (defer || has(BufferEventOption.DEFER_CALLBACKS)) {
            notices().writable();
        } else if (!closed) {
            try {
                callbacks.onWritable(this); // Not by call(), which would make an object for each.
            } catch (RuntimeException | Error thrown) {
                close();
                throw thrown;
            }
        }
    }

    private void outcome(Outcome outcome, boolean defer) {
        if (defer || has(BufferEventOption.DEFER_CALLBACKS)) {
            notices().outcome(outcome);
        } else {
            tell(outcome);
        }
    }

    void tellReadable(BufferEventCallbacks user) {
        if (outgoing != null) {
            outgoing.move();
        } else {
            user.onReadable(this);
        }
    }

    /** Tells the user, and then the pipes. */
    void tell(Outcome outcome) {
        call(user -> user.onOutcome(this, outcome));
        Pipe.tell(this, outcome);
    }

    /** One call to the user. */
    interface Call {
        void to(BufferEventCallbacks user);
    }

    /** Calls the user, unless this was closed meanwhile; a user that throws loses the bufferevent. */
    void call(Call call) {
        if (closed) {
            return;
        }
        BufferEventCallbacks user = callbacks;
        boolean unlocked = has(BufferEventOption.UNLOCK_CALLBACKS);
        if (unlocked) {
            unlock();
        }
        try {
            call.to(user);
        } catch (RuntimeException | Error thrown) {
            close();
            throw thrown;
        } finally {
            if (unlocked) {
                lock();
            }
        }
    }

    // For the kinds.

    /** Has {@link #onLoop} called by the loop, once for all calls until then. */
    protected final void callOnLoop() {
        notices().kind();
    }

    /** What the kind has to do on the loop, as {@link #callOnLoop} asked. Called under the lock, before anything deferred. */
    protected void onLoop() {}

    /**
     * The kind is to begin to transfer in a direction, or to end. Called when {@link #wants} changes, under the lock.
     *
     * @param on whether the direction is wanted now
     */
    protected abstract void transfer(Direction direction, boolean on);

    /** The output has more, and writing is wanted. Called inside whatever call added it, under the lock. */
    protected abstract void outputAdded();

    /**
     * Tells the peer that nothing more will be written, if all that was is on its way. Called under the lock, whenever bytes were
     * written, until it succeeds.
     *
     * @return whether that is done; if not, the kind calls {@link #endIfWritten} later, or writes something
     */
    protected abstract boolean endWriting();

    /** Ends the transport. Called once, under the lock; the buffers are closed afterwards. */
    protected abstract void closeTransport();

    /** Counts bytes that came over the transport, before {@link #bytesRead()} tells of them. */
    protected final void bytesRead(long bytes) {
        count(Direction.READING, bytes);
        bytesRead();
    }

    /** Counts bytes that went over the transport, before {@link #bytesWritten()} tells of them. */
    protected final void bytesWritten(long bytes) {
        count(Direction.WRITING, bytes);
        bytesWritten();
    }

    /** Tells that bytes were added to the input. */
    protected final void bytesRead() {
        if (readTimeout != null) {
            readTimeout.touch();
        }
        if (input.length() >= readMarks.low()) {
            readable(false);
        }
    }

    /** Tells that bytes were taken from the output. */
    protected final void bytesWritten() {
        if (writeTimeout != null) {
            writeTimeout.touch();
            run(writeTimeout, writing && !output.isEmpty());
        }
        Pipe.drained(incoming);
        endIfWritten();
        if (!closed && output.length() <= writeMarks.low()) {
            writable(false);
        }
    }

    /** Tells what happened. */
    protected final void outcome(Outcome outcome) {
        outcome(outcome, false);
    }

    /** Disables a direction that is over, and tells why. */
    protected final void failed(Direction direction, Outcome outcome) {
        switch (direction) {
            case READING -> readEnabled = false;
            case WRITING -> writeEnabled = false;
        }
        update(direction);
        outcome(outcome, false);
    }

    /** {@return how many bytes the input may take now: its high mark's rest, without a limit {@link Long#MAX_VALUE}} */
    protected final long roomInInput() {
        long high = readMarks.high();
        return high == 0 ? Long.MAX_VALUE : Math.max(0, high - input.length());
    }

    /** {@return whether {@link #close} was called} */
    public final boolean isClosed() {
        return closed;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the bufferevent is closed");
        }
    }

    /**
     * Ends it, without another callback: {@code bufferevent_free}. What is in the buffers is lost; the transport is closed if the
     * option CLOSE_ON_FREE says so. May be called inside any callback. Idempotent.
     */
    @Override
    public final void close() {
        lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            Pipe.closeAll(this);
            update(Direction.READING);
            update(Direction.WRITING);
            readTimeout = replace(readTimeout, null, Direction.READING);
            writeTimeout = replace(writeTimeout, null, Direction.WRITING);
            if (limits != null) {
                limits.own(null);
                limits.group(null);
            }
            closeTransport();
            input.close();
            output.close();
        } finally {
            unlock();
        }
    }
}

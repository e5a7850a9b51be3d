package io.gyre.bufferevent;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A transport with an input and an output buffer: {@code bufferevent}. What arrives is added to the input, what is added to the
 * output is sent, and the callbacks tell when there is something to do.
 *
 * <p>A fresh one writes and does not read: call {@link #enable} with {@link EventMask#READ} once the callbacks are set. It belongs to
 * the loop's thread, unless it was made {@link BufferEventOption#THREADSAFE}.
 *
 * <p>The user takes from the input and adds to the output(). The other ends are frozen.
 */
public abstract non-sealed class BufferEvent extends Directions implements AutoCloseable {
    /** How many bytes of output are too many, if no high mark for writing says otherwise: 1 MiB. */
    public static final long DEFAULT_OUTPUT_MARK = 1 << 20;

    private static final BufferEventCallbacks NONE = new BufferEventCallbacks() {};

    /** Made when something first waits for the loop. */
    private @Nullable Notices notices;

    private BufferEventCallbacks callbacks = NONE;

    /** Whether nothing may be written any more, and whether the peer knows. */
    private boolean ending;

    private boolean ended;

    /** Whether the peer has ended its half. */
    private boolean peerEnded;

    /** The pipes whose source and whose target this is. */
    @Nullable
    Pipe outgoing;

    @Nullable
    Pipe incoming;

    /**
     * For the kinds, here and in other modules.
     *
     * @param base runs the callbacks
     * @param options how it behaves
     * @throws IllegalArgumentException if UNLOCK_CALLBACKS comes without DEFER_CALLBACKS
     */
    protected BufferEvent(EventBase base, BufferEventOption... options) {
        this(base, null, options);
    }

    /** As above, with a lock that others use too. */
    BufferEvent(EventBase base, @Nullable Lock shared, BufferEventOption... options) {
        super(base, shared, options);
    }

    @Override
    final BufferEvent self() {
        return this;
    }

    // What it is made of.

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

    // Data.

    /** Adds a copy of {@code bytes} to the output: {@code bufferevent_write}. */
    public final void write(byte[] bytes) {
        output().add(bytes);
    }

    /** Adds text in UTF-8 to the output: {@code bufferevent_write}. */
    public final void write(String text) {
        output().add(text);
    }

    /** Moves everything in {@code source} to the output, without a copy: {@code bufferevent_write_buffer}. */
    public final void write(EvBuffer source) {
        output().addBuffer(source);
    }

    /** Moves bytes from the input to {@code target}: {@code bufferevent_read}. {@code evbuffer_remove} of the input(). */
    public final int read(byte[] target) {
        return input().remove(target);
    }

    /** Moves all of the input to the back of {@code target}, without a copy: {@code bufferevent_read_buffer}. */
    public final void read(EvBuffer target) {
        target.addBuffer(input());
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
            output().freeze(BufferEnd.BACK);
            endIfWritten();
        } finally {
            unlock();
        }
    }

    /** Ends the writing half if that is wanted and can be done now. For kinds, whenever {@link #endWriting} may have become possible. */
    protected final void endIfWritten() {
        if (ending && !ended && !isClosed()) {
            ended = true; // For the kind may come here again.
            ended = endWriting();
            if (ended) {
                Pipe.finished(incoming);
                if (callbacks instanceof Takeover taken) {
                    taken.onWritingEnded();
                }
            }
        }
    }

    /** {@return whether {@link #shutdownWriting} is done: everything was written, and the peer is told} */
    protected final boolean hasEndedWriting() {
        return ended;
    }

    /** {@return whether nothing may be written any more} */
    final boolean isEnding() {
        return ending;
    }

    final boolean hasPeerEnded() {
        return peerEnded;
    }

    /**
     * Ends it without losing what was written: sends the output, ends the writing half, waits until the peer has ended its half too,
     * and closes. From now on the user's callbacks and pipes are not called, timeouts are off, nothing can be written, and what the
     * peer still sends is discarded. Rate limits hold. libevent leaves this to its users.
     *
     * @param limit after which it is closed in any case
     * @param callback learns how it ended
     * @throws IllegalArgumentException if {@code limit} is negative
     * @throws IllegalStateException if this is closed
     */
    public final void closeGracefully(Duration limit, CloseCallback callback) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("a deadline cannot be " + limit + ": use Duration.ZERO for none");
        }
        lock();
        try {
            checkOpen();
            GracefulClose.begin(this, limit, callback);
        } finally {
            unlock();
        }
    }

    /**
     * {@return streams that read and write this from other threads, virtual ones above all, which wait for the loop} They take the
     * callbacks over.
     *
     * @throws IllegalStateException if this is closed, or was not made {@link BufferEventOption#THREADSAFE}
     */
    public final BlockingStreams blocking() {
        lock();
        try {
            checkOpen();
            return BlockingStreams.over(this);
        } finally {
            unlock();
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
            if (directions.contains(EventMask.READ) && (ignoreMarks || meetsLowMark(Direction.READING))) {
                readable(defer);
            }
            if (directions.contains(EventMask.WRITE) && (ignoreMarks || meetsLowMark(Direction.WRITING))) {
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
        } else {
            call(READABLE);
        }
    }

    private void writable(boolean defer) {
        if (defer || has(BufferEventOption.DEFER_CALLBACKS)) {
            notices().writable();
        } else {
            call(WRITABLE);
        }
    }

    private void drained() {
        if (has(BufferEventOption.DEFER_CALLBACKS)) {
            notices().drained();
        } else {
            call(DRAINED);
        }
    }

    private void outcome(Outcome outcome, boolean defer) {
        if (defer || has(BufferEventOption.DEFER_CALLBACKS)) {
            notices().outcome(outcome);
        } else {
            tell(outcome);
        }
    }

    private void tellReadable(BufferEventCallbacks user) {
        if (outgoing != null) {
            outgoing.move();
        } else {
            user.onReadable(this);
        }
    }

    /** Tells the user, and then the pipes. */
    void tell(Outcome outcome) {
        peerEnded |= outcome instanceof Outcome.Eof(Direction direction) && direction == Direction.READING;
        call((owner, user) -> user.onOutcome(owner, outcome));
        Pipe.tell(this, outcome);
    }

    /** One call to the user. Those that are made often keep nothing, so that none makes an object. */
    interface Call {
        void to(BufferEvent owner, BufferEventCallbacks user);
    }

    static final Call READABLE = BufferEvent::tellReadable;
    static final Call WRITABLE = (owner, user) -> user.onWritable(owner);
    static final Call DRAINED = (owner, user) -> user.onDrained(owner);

    /** Calls the user, unless this was closed meanwhile; a user that throws loses the bufferevent. */
    void call(Call call) {
        if (isClosed()) {
            return;
        }
        BufferEventCallbacks user = callbacks;
        boolean unlocked = has(BufferEventOption.UNLOCK_CALLBACKS);
        if (unlocked) {
            unlock();
        }
        try {
            call.to(this, user);
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
    @Override
    protected abstract void transfer(Direction direction, boolean on);

    /** The output has more, and writing is wanted. Called inside whatever call added it, under the lock. */
    @Override
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

    /** Tells that bytes were added to the input(). */
    protected final void bytesRead() {
        moved(Direction.READING);
        if (meetsLowMark(Direction.READING)) {
            readable(false);
        }
    }

    /** Tells that bytes were taken from the output(). */
    protected final void bytesWritten() {
        moved(Direction.WRITING);
        boolean drained = hasDrained();
        Pipe.written(incoming, drained);
        endIfWritten();
        if (!isClosed() && meetsLowMark(Direction.WRITING)) {
            writable(false);
        }
        if (drained) {
            drained();
        }
    }

    private boolean meetsLowMark(Direction direction) {
        long low = watermarks(direction).low();
        return switch (direction) {
            case READING -> input().length() >= low;
            case WRITING -> output().length() <= low;
        };
    }

    /** Tells what happened. */
    protected final void outcome(Outcome outcome) {
        outcome(outcome, false);
    }

    /** Disables a direction that is over, and tells why. */
    protected final void failed(Direction direction, Outcome outcome) {
        over(direction);
        outcome(outcome, false);
    }

    @Override
    final void disableBecauseOf(Direction direction, Outcome outcome) {
        failed(direction, outcome);
    }

    /**
     * Ends it, without another callback: {@code bufferevent_free}. What is in the buffers is lost; the transport is closed if the
     * option CLOSE_ON_FREE says so. May be called inside any callback. Idempotent.
     */
    @Override
    public final void close() {
        lock();
        try {
            if (end()) {
                Pipe.closeAll(this);
                if (callbacks instanceof Takeover taken) {
                    taken.onClose();
                }
                try {
                    closeTransport();
                } finally {
                    input().close();
                    output().close();
                }
            }
        } finally {
            unlock();
        }
    }
}

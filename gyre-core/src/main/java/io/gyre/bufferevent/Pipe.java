package io.gyre.bufferevent;

import io.gyre.event.EventMask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Moves what one bufferevent reads to the output of another, without a copy, for as long as both live: {@link BufferEvent#pipeTo}.
 * libevent leaves this to its users.
 *
 * <ul>
 *   <li>The source does not read while the target's output is full, as {@link BufferEvent#isOutputFull} says. One read more than the mark may be held.
 *   <li>The source's end closes the writing half of the target, once everything is sent. The other direction goes on.
 *   <li>If one end fails or times out, both are closed, and what was not sent is lost.
 *   <li>The callbacks of both go on, except that the source's {@code onReadable} is not called: its input is empty.
 * </ul>
 *
 * <p>A bufferevent may be the source of one pipe and the target of another at once: two pipes make a relay, and a pipe from a
 * bufferevent to itself makes an echo. Used on the loop's thread.
 */
public final class Pipe implements AutoCloseable {
    private final BufferEvent source;
    private final BufferEvent target;
    private final PipeCallback callback;
    private long moved;
    private long lastMove;
    private boolean held;
    private boolean ended;

    Pipe(BufferEvent source, BufferEvent target, @Nullable PipeCallback callback) {
        this.source = source;
        this.target = target;
        this.callback = callback == null ? (_, _) -> {} : callback;
        lastMove = source.base().nanoTime();
    }

    Pipe start() {
        if (source.base() != target.base()) {
            throw new IllegalArgumentException("the ends of a pipe have different bases: make both on the same one");
        }
        if (source.isClosed() || target.isClosed() || source.outgoing != null || target.incoming != null) {
            throw new IllegalStateException(
                    "an end of the pipe is closed, or has such a pipe already: close that one first");
        }
        if (target.isEnding()) {
            throw new IllegalStateException("the target's writing half was ended: nothing can be piped into it");
        }
        source.outgoing = this;
        target.incoming = this;
        move();
        source.enable(EventMask.READ);
        return this;
    }

    // What a bufferevent says to the pipes that it may have.

    static void tell(BufferEvent end, Outcome outcome) {
        if (end.outgoing != null) {
            end.outgoing.sourceHad(outcome);
        }
        if (end.incoming != null) {
            end.incoming.targetHad(outcome);
        }
    }

    static void written(@Nullable Pipe incoming, boolean drained) {
        if (incoming != null) {
            incoming.written(drained);
        }
    }

    static void finished(@Nullable Pipe incoming) {
        if (incoming != null) {
            incoming.finished();
        }
    }

    static void closeAll(BufferEvent end) {
        if (end.outgoing != null) {
            end.outgoing.close();
        }
        if (end.incoming != null) {
            end.incoming.close();
        }
    }

    /** {@return where the bytes come from} */
    public BufferEvent source() {
        return source;
    }

    /** {@return where the bytes go to} */
    public BufferEvent target() {
        return target;
    }

    /** {@return how many bytes were moved to the target's output up to now} */
    public long moved() {
        return moved;
    }

    /** {@return for how long no byte has come from the source or gone out of the target} */
    public Duration idle() {
        return Duration.ofNanos(source.base().nanoTime() - lastMove);
    }

    /** {@return whether it moves no more, for whatever reason} */
    public boolean isEnded() {
        return ended;
    }

    /** The source has read something. */
    void move() {
        if (ended) {
            return;
        }
        long count = source.input().length();
        moved += count;
        lastMove = source.base().nanoTime();
        target.output().addBuffer(source.input());
        if (!held && !ended && target.isOutputFull()) {
            held = true;
            source.suspend(Direction.READING, Suspension.PIPE);
        }
    }

    /** The target has sent something. The source goes on from the loop, so that no lock is taken under the target's. */
    private void written(boolean drained) {
        lastMove = source.base().nanoTime();
        if (held && !ended && drained) {
            held = false;
            source.base().execute(this::release);
        }
    }

    private void release() {
        if (!held && !source.isClosed()) {
            source.lock();
            try {
                source.resume(Direction.READING, Suspension.PIPE);
            } finally {
                source.unlock();
            }
        }
    }

    /** The source had an outcome, of which its user has heard. */
    private void sourceHad(Outcome outcome) {
        switch (outcome) {
            case Outcome.Connected _ -> {}
            case Outcome.Eof _ -> {
                move();
                target.shutdownWriting();
            }
            case Outcome.Failed _, Outcome.Timeout _ -> fail(outcome);
        }
    }

    /** The target had an outcome, of which its user has heard. That it can be read no more is no matter of this pipe. */
    private void targetHad(Outcome outcome) {
        boolean ofReading = switch (outcome) {
            case Outcome.Connected _, Outcome.Eof _ -> true;
            case Outcome.Timeout timeout -> timeout.direction() == Direction.READING;
            case Outcome.Failed failed -> failed.direction() == Direction.READING;
        };
        if (!ofReading) {
            fail(outcome);
        }
    }

    /** The target has sent everything, and its writing half is closed. */
    private void finished() {
        if (!ended) {
            close();
            callback.onEnd(this, new Outcome.Eof(Direction.READING));
        }
    }

    private void fail(Outcome outcome) {
        if (!ended) {
            close();
            source.close();
            target.close();
            callback.onEnd(this, outcome);
        }
    }

    /** Takes the pipe away, and leaves both ends as they are: the source reads on, for its user. Idempotent. */
    @Override
    public void close() {
        if (ended) {
            return;
        }
        ended = true;
        source.outgoing = null;
        target.incoming = null;
        held = false;
        release();
    }
}

package io.gyre.bufferevent;

import io.gyre.event.Event;
import io.gyre.event.EventMask;
import java.time.Duration;

/** Sends what is left, ends the writing half, waits until the peer has done so too, and closes: or does without at the deadline. */
final class GracefulClose implements Takeover {
    private final BufferEvent owner;
    private final CloseCallback callback;
    private final Event deadline;
    private boolean over;

    private GracefulClose(BufferEvent owner, CloseCallback callback) {
        this.owner = owner;
        this.callback = callback;
        deadline = owner.base().timer((_, _) -> expire()).name("graceful close");
    }

    /** Under the lock. */
    static void begin(BufferEvent owner, Duration limit, CloseCallback callback) {
        var closing = new GracefulClose(owner, callback);
        Pipe.closeAll(owner);
        owner.callbacks(closing);
        owner.timeouts(null, null);
        owner.watermarks(Direction.READING, Watermarks.NONE);
        closing.deadline.add(limit);
        owner.shutdownWriting();
        closing.discard();
        closing.readTheRest();
        closing.finishIfDone();
    }

    private void readTheRest() {
        if (!over) {
            owner.enable(owner.hasPeerEnded() ? EventMask.WRITE : EventMask.READ.or(EventMask.WRITE));
        }
    }

    private void discard() {
        if (!over) {
            owner.input().drain(owner.input().length());
        }
    }

    @Override
    public void onReadable(BufferEvent same) {
        discard();
    }

    @Override
    public void onWritingEnded() {
        finishIfDone();
    }

    @Override
    public void onOutcome(BufferEvent same, Outcome outcome) {
        switch (outcome) {
            case Outcome.Eof _ -> finishIfDone();
            case Outcome.Failed failed -> finish(new CloseResult.Failed(unsent(), failed.cause()));
            case Outcome.Connected _, Outcome.Timeout _ -> {}
        }
    }

    private void finishIfDone() {
        if (owner.hasPeerEnded() && owner.hasEndedWriting()) {
            finish(new CloseResult.Complete());
        }
    }

    private void expire() {
        owner.lock();
        try {
            finish(new CloseResult.Cut(unsent()));
        } finally {
            owner.unlock();
        }
    }

    @Override
    public void onClose() {
        finish(new CloseResult.Cut(unsent()));
    }

    /** What waits in the output, and in those of the bufferevents below. */
    private long unsent() {
        long sum = 0;
        for (BufferEvent each = owner; each != null; each = each.underlying()) {
            sum += each.output().length();
        }
        return sum;
    }

    private void finish(CloseResult result) {
        if (!over) {
            over = true;
            deadline.close();
            owner.close();
            callback.onClosed(owner, result);
        }
    }
}

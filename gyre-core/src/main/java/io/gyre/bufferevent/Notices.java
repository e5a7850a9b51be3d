package io.gyre.bufferevent;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The callbacks that wait for the loop. Those of one kind are merged, and they come in this order, whatever came first: connected,
 * readable, writable, drained, and then what else happened.
 */
final class Notices implements Runnable {
    private final BufferEvent owner;
    private boolean kind;
    private boolean connected;
    private boolean readable;
    private boolean writable;
    private boolean drained;
    private @Nullable Queue<Outcome> others;
    private boolean scheduled;

    Notices(BufferEvent owner) {
        this.owner = owner;
    }

    void kind() {
        kind = true;
        schedule();
    }

    void readable() {
        readable = true;
        schedule();
    }

    void writable() {
        writable = true;
        schedule();
    }

    void drained() {
        drained = true;
        schedule();
    }

    void outcome(Outcome outcome) {
        if (outcome instanceof Outcome.Connected) {
            connected = true;
        } else {
            Queue<Outcome> waiting = others;
            if (waiting == null) {
                waiting = new ArrayDeque<>(2);
                others = waiting;
            }
            waiting.add(outcome);
        }
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            owner.base().execute(this);
        }
    }

    @Override
    public void run() {
        owner.lock();
        try {
            scheduled = false;
            if (kind) {
                kind = false;
                owner.onLoop();
            }
            if (connected) {
                connected = false;
                owner.tell(new Outcome.Connected());
            }
            if (readable) {
                readable = false;
                owner.call(BufferEvent.READABLE);
            }
            if (writable) {
                writable = false;
                owner.call(BufferEvent.WRITABLE);
            }
            if (drained) {
                drained = false;
                owner.call(BufferEvent.DRAINED);
            }
            runOthers();
        } finally {
            owner.unlock();
        }
    }

    private void runOthers() {
        Queue<Outcome> waiting = others;
        others = null;
        if (waiting != null) {
            for (Outcome each : waiting) {
                owner.tell(each);
            }
        }
    }
}

package io.gyre.cli;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Copies one descriptor to another until its end, one chunk at a time: it reads while the chunk is empty, and otherwise waits
 * until it can write. At the end it says so to a socket by a half-close.
 */
final class Copy implements Copying {
    private static final int CHUNK = 64 * 1024;

    private final Fd from;
    private final Fd to;
    private final CopyListener listener;
    private final Event reading;
    private final Event writing;
    private final MemorySegment chunk = Arena.ofAuto().allocate(CHUNK);

    /** What of the chunk is still to be written. */
    private int start;

    private int end;
    private boolean done;

    Copy(EventBase base, Fd from, Fd to, CopyListener listener) {
        this.from = from;
        this.to = to;
        this.listener = listener;
        reading = base.event(from, EventMask.READ.or(EventMask.PERSIST), (_, _) -> attempt(this::read));
        writing = base.event(to, EventMask.WRITE.or(EventMask.PERSIST), (_, _) -> attempt(this::write));
    }

    @Override
    public Copy start() {
        reading.add();
        return this;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException failure) {
            stop();
            listener.onFailure(failure);
        }
    }

    private void read() throws IOException {
        int got = from.read(chunk, 0, CHUNK);
        if (got == Fd.EOF) {
            end();
        } else if (got > 0) {
            start = 0;
            end = got;
            write();
        }
    }

    private void write() throws IOException {
        int sent = to.write(chunk, start, end - start);
        start += Math.max(0, sent);
        if (start == end) {
            writing.remove();
            reading.add();
        } else {
            reading.remove();
            writing.add();
        }
    }

    private void end() throws IOException {
        stop();
        if (to.isSocket()) {
            to.shutdown(Shutdown.WRITING);
        }
        listener.onEnd();
    }

    void stop() {
        done = true;
        reading.close();
        writing.close();
    }

    @Override
    public boolean isDone() {
        return done;
    }
}

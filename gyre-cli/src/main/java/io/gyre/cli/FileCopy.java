package io.gyre.cli;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSource;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.Shutdown;
import java.io.IOException;

/**
 * Copies a regular file to a socket, from where it stands to its end, by file segments: where the platform can, no byte of it enters
 * this process. What is added to the file meanwhile goes too.
 */
final class FileCopy implements Copying {
    /** Writes before the loop has its turn. */
    private static final int BURST = 16;

    private final FileSource file;
    private final Fd to;
    private final CopyListener listener;
    private final Event writing;
    private final EvBuffer buffer = new EvBuffer();
    private long position;
    private boolean done;

    FileCopy(EventBase base, Fd from, Fd to, CopyListener listener) throws IOException {
        this.file = from.file();
        this.position = from.position();
        this.to = to;
        this.listener = listener;
        writing = base.event(to, EventMask.WRITE.or(EventMask.PERSIST), (_, _) -> attempt());
    }

    @Override
    public FileCopy start() {
        writing.add();
        return this;
    }

    private void attempt() {
        try {
            write();
        } catch (IOException failure) {
            stop();
            listener.onFailure(failure);
        }
    }

    private void write() throws IOException {
        for (int i = 0; i < BURST; i++) {
            if (buffer.isEmpty() && !addRest()) {
                end();
                return;
            }
            if (buffer.write(to) < 0) {
                return;
            }
        }
    }

    /** {@return whether the file goes on} */
    private boolean addRest() throws IOException {
        long size = file.size();
        if (size <= position) {
            return false;
        }
        try (FileSegment segment = FileSegment.of(file, position)) {
            buffer.addFileSegment(segment);
            position += segment.length();
        }
        return true;
    }

    private void end() throws IOException {
        stop();
        if (to.isSocket()) {
            to.shutdown(Shutdown.WRITING);
        }
        listener.onEnd();
    }

    private void stop() {
        done = true;
        writing.close();
        buffer.close();
    }

    @Override
    public boolean isDone() {
        return done;
    }
}

package io.gyre.cli;

import io.gyre.event.Event;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A connection that echoes. It reads while everything it read could be sent; otherwise it waits until it can write, and reads
 * no more till then. An idle one has no buffer.
 */
final class EchoConnection implements EventCallback {
    private static final EventMask READ = EventMask.READ.or(EventMask.PERSIST);

    private final EchoServer server;
    private final Fd fd;
    private final Event reading;
    private @Nullable Backlog backlog;

    /** What could not be sent yet. */
    private record Backlog(Event writing, MemorySegment bytes) {}

    EchoConnection(EchoServer server, Fd fd) {
        this.server = server;
        this.fd = fd;
        this.reading = server.base().event(fd, READ, this);
    }

    void start() {
        reading.add();
    }

    @Override
    public void onEvent(Event event, EventMask fired) {
        try {
            if (event == reading) {
                read();
            } else {
                writeBacklog();
            }
        } catch (ErrnoException broken) {
            close(); // The peer is gone; there is nobody to tell.
        }
    }

    private void read() throws ErrnoException {
        int got = fd.read(server.chunk, 0, EchoServer.CHUNK);
        if (got == Fd.EOF) {
            close();
        } else if (got > 0) {
            int sent = Math.max(0, fd.write(server.chunk, 0, got));
            if (sent < got) {
                keep(server.chunk.asSlice(sent, got - sent));
            }
        }
    }

    private void keep(MemorySegment unsent) {
        reading.remove();
        MemorySegment copy = Arena.ofAuto().allocate(unsent.byteSize());
        copy.copyFrom(unsent);
        Event writing = server.base()
                .event(fd, EventMask.WRITE.or(EventMask.PERSIST), this)
                .add();
        backlog = new Backlog(writing, copy);
    }

    private void writeBacklog() throws ErrnoException {
        Backlog waiting = backlog;
        if (waiting == null) {
            return;
        }
        int sent = Math.max(0, fd.write(waiting.bytes));
        if (sent == waiting.bytes.byteSize()) {
            waiting.writing.remove();
            backlog = null;
            reading.add();
        } else {
            backlog = new Backlog(waiting.writing, waiting.bytes.asSlice(sent));
        }
    }

    private void close() {
        reading.close();
        if (backlog != null) {
            backlog.writing.close();
        }
        fd.close();
    }
}

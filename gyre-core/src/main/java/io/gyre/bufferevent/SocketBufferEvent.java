package io.gyre.bufferevent;

import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent over a stream socket: {@code bufferevent_socket_new}. It makes no system call that it does not need: what is
 * written is sent at the end of the callback, or of the loop's turn, and only what the kernel does not take waits until the socket is
 * writable.
 */
public final class SocketBufferEvent extends BufferEvent {
    /** How much one read or write moves at most, unless the user says otherwise. */
    public static final long DEFAULT_MAX_SINGLE = EvBuffer.DEFAULT_MAX_READ;

    /** How much one socket may move before the others have their turn. */
    private static final long FAIR_BYTES = 256 << 10;

    private static final int FAIR_CALLS = 16;

    private @Nullable Fd fd;
    private @Nullable Event readable;

    /** Made when the kernel first takes less than it is given. */
    private @Nullable Event writable;

    private boolean writableWaits;
    private boolean connecting;
    private boolean inCallback;
    private boolean flushScheduled;
    private long maxSingleRead = DEFAULT_MAX_SINGLE;
    private long maxSingleWrite = DEFAULT_MAX_SINGLE;
    private final Runnable flushTask = this::runScheduledFlush;

    private SocketBufferEvent(EventBase base, BufferEventOption... options) {
        super(base, options);
    }

    /**
     * {@return a bufferevent over a connected, non-blocking socket: {@code bufferevent_socket_new}}
     *
     * @param fd closed with the bufferevent if the option CLOSE_ON_FREE is given
     */
    public static SocketBufferEvent of(EventBase base, Fd fd, BufferEventOption... options) {
        var made = new SocketBufferEvent(base, options);
        made.use(fd);
        return made;
    }

    /** {@return a bufferevent without a socket yet: {@code bufferevent_socket_new} with -1} {@link #connect} gives it one. */
    public static SocketBufferEvent unconnected(EventBase base, BufferEventOption... options) {
        return new SocketBufferEvent(base, options);
    }

    private void use(Fd socket) {
        fd = socket;
        readable = base().event(socket, EventMask.READ.or(EventMask.PERSIST), (_, _) -> onReadable());
        if (wants(Direction.READING)) {
            readable.add();
        }
    }

    @Override
    public @Nullable Fd fd() {
        return fd;
    }

    /**
     * Begins to connect: {@code bufferevent_socket_connect}. The outcome is {@link Outcome.Connected} or {@link Outcome.Failed}, and
     * comes from the loop. What is written meanwhile waits.
     *
     * @param address where to
     * @throws IllegalStateException if there is a socket already, or this is closed
     */
    public void connect(SocketAddress address) {
        lock();
        try {
            if (isClosed() || fd != null) {
                throw new IllegalStateException(isClosed() ? "the bufferevent is closed" : "there is a socket already");
            }
            try {
                connecting = true;
                use(new Descriptors(base().config().platform()).connect(address));
                awaitWritable();
            } catch (ErrnoException refused) {
                connecting = false;
                base().execute(() -> outcome(new Outcome.Failed(null, refused)));
            }
        } finally {
            unlock();
        }
    }

    private void finishConnecting(Fd socket) {
        ErrnoException error = socket.socketError();
        connecting = false;
        stopAwaiting();
        if (error != null) {
            outcome(new Outcome.Failed(null, error));
            return;
        }
        if (wants(Direction.READING) && readable != null) {
            readable.add();
        }
        outcome(new Outcome.Connected());
        flush();
        endIfWritten();
    }

    /** {@return how many bytes one read brings at most: {@code bufferevent_get_max_single_read}} */
    public long maxSingleRead() {
        return maxSingleRead;
    }

    /** Sets how many bytes one read brings at most: {@code bufferevent_set_max_single_read}. 0 for the default. */
    public void maxSingleRead(long bytes) {
        maxSingleRead = orDefault(bytes);
    }

    /** {@return how many bytes one write takes at most: {@code bufferevent_get_max_single_write}} */
    public long maxSingleWrite() {
        return maxSingleWrite;
    }

    /** Sets how many bytes one write takes at most: {@code bufferevent_set_max_single_write}. 0 for the default. */
    public void maxSingleWrite(long bytes) {
        maxSingleWrite = orDefault(bytes);
    }

    /** {@return how many bytes one read would bring now, whatever there is: {@code bufferevent_get_max_to_read}} */
    public long maxToRead() {
        return Math.min(maxSingleRead, Math.min(roomInInput(), allowed(Direction.READING)));
    }

    /** {@return how many bytes one write would take now, however many there are: {@code bufferevent_get_max_to_write}} */
    public long maxToWrite() {
        return Math.min(maxSingleWrite, allowed(Direction.WRITING));
    }

    private static long orDefault(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a limit cannot be " + bytes + ": use 0 for the default");
        }
        return bytes == 0 ? DEFAULT_MAX_SINGLE : bytes;
    }

    // Reading.

    private void onReadable() {
        lock();
        inCallback = true;
        try {
            Fd socket = fd;
            if (socket != null && !connecting) {
                readFairly(socket);
            }
        } finally {
            inCallback = false;
            unlock();
        }
        lock();
        try {
            flush();
        } finally {
            unlock();
        }
    }

    private void readFairly(Fd socket) {
        long moved = 0;
        for (int calls = 0; calls < FAIR_CALLS && moved < FAIR_BYTES && wants(Direction.READING); calls++) {
            long most = maxToRead();
            long got = readOnce(socket, most);
            if (got <= 0) {
                return;
            }
            moved += got;
            bytesRead(got);
            if (got < most) {
                return; // That was all: another call would only learn so.
            }
        }
    }

    private long readOnce(Fd socket, long most) {
        EvBuffer input = input();
        input.unfreeze(BufferEnd.BACK);
        try {
            long got = input.read(socket, most);
            if (got == VectoredIo.EOF) {
                failed(Direction.READING, new Outcome.Eof(Direction.READING));
            }
            return got;
        } catch (IOException broken) {
            failed(Direction.READING, new Outcome.Failed(Direction.READING, broken));
            return -1;
        } finally {
            if (!isClosed()) {
                input.freeze(BufferEnd.BACK);
            }
        }
    }

    // Writing.

    @Override
    protected void outputAdded() {
        if (!inCallback && !flushScheduled && !writableWaits) {
            flushScheduled = true;
            base().execute(flushTask);
        }
    }

    private void runScheduledFlush() {
        lock();
        try {
            flushScheduled = false;
            flush();
        } finally {
            unlock();
        }
    }

    private void onWritable() {
        lock();
        try {
            Fd socket = fd;
            if (socket != null && connecting) {
                finishConnecting(socket);
            } else {
                writableWaits = false;
                flush();
                if (!writableWaits) {
                    stopAwaiting();
                }
            }
        } finally {
            unlock();
        }
    }

    private void flush() {
        Fd socket = fd;
        if (socket == null || connecting || writableWaits) {
            return;
        }
        long moved = 0;
        for (int calls = 0; wants(Direction.WRITING) && !output().isEmpty(); calls++) {
            if (calls == FAIR_CALLS || moved >= FAIR_BYTES) {
                awaitWritable();
                return;
            }
            long sent = writeOnce(socket);
            if (sent <= 0) {
                return;
            }
            moved += sent;
            bytesWritten(sent);
        }
    }

    private long writeOnce(Fd socket) {
        EvBuffer output = output();
        long most = Math.min(output.length(), maxToWrite());
        output.unfreeze(BufferEnd.FRONT);
        try {
            long sent = output.writeAtMost(socket, most);
            if (sent < most) {
                awaitWritable();
            }
            return sent;
        } catch (IOException broken) {
            failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, broken));
            return -1;
        } finally {
            if (!isClosed()) {
                output.freeze(BufferEnd.FRONT);
            }
        }
    }

    private void awaitWritable() {
        Fd socket = fd;
        if (socket == null) {
            return;
        }
        Event event = writable;
        if (event == null) {
            event = base().event(socket, EventMask.WRITE.or(EventMask.PERSIST), (_, _) -> onWritable());
            writable = event;
        }
        writableWaits = true;
        event.add();
    }

    private void stopAwaiting() {
        writableWaits = false;
        if (writable != null) {
            writable.remove();
        }
    }

    @Override
    protected void transfer(Direction direction, boolean on) {
        switch (direction) {
            case READING -> read(on);
            case WRITING -> write(on);
        }
    }

    private void read(boolean on) {
        Event event = readable;
        if (event != null && !connecting) {
            if (on) {
                event.add();
            } else {
                event.remove();
            }
        }
    }

    private void write(boolean on) {
        if (on) {
            outputAdded();
        } else if (!connecting) {
            stopAwaiting();
        }
    }

    @Override
    protected boolean endWriting() {
        Fd socket = fd;
        if (socket == null || connecting || !output().isEmpty()) {
            return false;
        }
        try {
            socket.shutdown(Shutdown.WRITING);
        } catch (ErrnoException broken) {
            failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, broken));
        }
        return true;
    }

    @Override
    protected void closeTransport() {
        if (readable != null) {
            readable.close();
        }
        if (writable != null) {
            writable.close();
        }
        Fd socket = fd;
        if (socket != null && options().contains(BufferEventOption.CLOSE_ON_FREE)) {
            socket.close();
        }
    }
}

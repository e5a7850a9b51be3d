package io.gyre.bufferevent;

import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Shutdown;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What moves between a socket and the buffers of a {@link SocketBufferEvent}: when, and how much at a time. A part of that class, for
 * an object of its own would cost each of many idle connections its memory.
 */
abstract sealed class SocketTransfer extends BufferEvent permits SocketBufferEvent {
    /** How much one read or write moves at most, unless the user says otherwise. */
    public static final long DEFAULT_MAX_SINGLE = EvBuffer.DEFAULT_MAX_READ;

    /** How much one socket may move before the others have their turn. */
    private static final long FAIR_BYTES = 256 << 10;

    private static final int FAIR_CALLS = 16;

    /** How much of a file one write moves at most, unless the user says otherwise: it passes through no memory of ours. */
    private static final int MAX_SINGLE_FILE = 1 << 20;

    /** Stands for the base's middle priority, whichever that is when an event is made. */
    static final int MIDDLE = -1;

    @Nullable
    Fd fd;

    /** For the socket that there is. */
    @Nullable
    ByteMover mover;

    @Nullable
    Event readable;

    /** Made when the kernel first takes less than it is given. */
    @Nullable
    Event writable;

    short priority = MIDDLE;
    private boolean writableWaits;

    /** Whether {@link #writable} waits for the socket, and not for the mechanism. */
    private boolean writableAdded;

    boolean connecting;
    private boolean inCallback;
    private int maxSingleRead = (int) DEFAULT_MAX_SINGLE;

    /** 0 unless the user says otherwise. */
    private int maxSingleWrite;

    SocketTransfer(EventBase base, BufferEventOption... options) {
        super(base, options);
    }

    /** {@return how many bytes one read brings at most: {@code bufferevent_get_max_single_read}} */
    public long maxSingleRead() {
        return maxSingleRead;
    }

    /** Sets how many bytes one read brings at most: {@code bufferevent_set_max_single_read}. 0 for the default, at most 2 GiB. */
    public void maxSingleRead(long bytes) {
        maxSingleRead = orDefault(bytes);
    }

    /** {@return how many bytes one write takes at most: {@code bufferevent_get_max_single_write}} By default, more of a file. */
    public long maxSingleWrite() {
        return orDefault(maxSingleWrite);
    }

    /**
     * Sets how many bytes one write takes at most: {@code bufferevent_set_max_single_write}. It holds for parts of files too, of which
     * one write takes 1 MiB by default, for they pass through no memory.
     *
     * @param bytes at most 2 GiB; 0 for the default
     */
    public void maxSingleWrite(long bytes) {
        maxSingleWrite = bytes == 0 ? 0 : orDefault(bytes);
    }

    /** {@return how many bytes one read would bring now, whatever there is: {@code bufferevent_get_max_to_read}} */
    public long maxToRead() {
        return Math.min(maxSingleRead, Math.min(roomInInput(), allowed(Direction.READING)));
    }

    /** {@return how many bytes one write would take now, however many there are: {@code bufferevent_get_max_to_write}} */
    public long maxToWrite() {
        return maxToWrite(isClosed() ? 0 : output().fileSpace());
    }

    private long maxToWrite(long file) {
        long single = file > 0 && maxSingleWrite == 0 ? MAX_SINGLE_FILE : maxSingleWrite();
        return Math.min(single, allowed(Direction.WRITING));
    }

    private static int orDefault(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("a limit cannot be " + bytes + ": use 0 for the default");
        }
        return (int) (bytes == 0 ? DEFAULT_MAX_SINGLE : Math.min(bytes, Integer.MAX_VALUE));
    }

    void use(Fd socket) {
        mover = mover(socket);
        readable = event(socket, EventMask.READ, (_, _) -> onReadable());
        fd = socket;
        if (!connecting && wants(Direction.READING)) {
            readable.add();
        }
    }

    private ByteMover mover(Fd socket) {
        SocketStream stream = isAsync() && socket.isSocket() ? base().stream(socket, this::sent) : null;
        return stream == null ? new ByteMover.Ready(socket) : new ByteMover.Async(socket, stream);
    }

    /** {@return whether the mechanism moves the bytes by itself, once there is a socket} A pipe's it does not. */
    public boolean isAsync() {
        return has(BufferEventOption.ASYNC) || base().isAsynchronous();
    }

    /** A send has ended. With the base's lock, so that the loop has to do the rest. */
    private void sent() {
        Event event = writable;
        if (event != null) {
            event.activate(EventMask.WRITE);
        }
    }

    private Event event(Fd socket, EventMask mask, EventCallback callback) {
        Event made = base().event(socket, mask.or(EventMask.PERSIST), callback);
        return priority == MIDDLE ? made : made.priority(priority);
    }

    /** What has come by itself and was not asked for yet stays, and so does what has not gone. */
    void stopMoving() {
        if (!(mover instanceof ByteMover.Async mine)) {
            return;
        }
        if (!mine.stop()) {
            throw new IllegalStateException("bytes are under way on " + fd + " by the thread " + base().loopThread()
                    + ": use EventBase.execute to change the socket of an asynchronous bufferevent");
        }
        try {
            drainSent(mine);
            long _ = readUnfrozen(mine, Long.MAX_VALUE);
        } catch (IOException ended) {
            // The socket is another's affair now, who will find it in that state.
            return;
        } finally {
            mine.close();
        }
    }

    void detach() {
        mover = null;
        closeEvents();
        readable = null;
        writable = null;
        fd = null;
        connecting = false;
        writableWaits = false;
        writableAdded = false;
    }

    // Reading.

    private void onReadable() {
        lock();
        inCallback = true;
        try {
            ByteMover mine = mover;
            if (mine != null && !connecting) {
                readFairly(mine);
            }
            inCallback = false;
            flush();
        } finally {
            inCallback = false;
            unlock();
        }
    }

    private void readFairly(ByteMover mine) {
        long moved = 0;
        for (int calls = 0; calls < FAIR_CALLS && moved < FAIR_BYTES && mayRead(mine); calls++) {
            long most = maxToRead();
            long got = readOnce(mine, most);
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

    /** A callback may have changed the socket. */
    private boolean mayRead(ByteMover mine) {
        return mine.equals(mover) && wants(Direction.READING);
    }

    private long readOnce(ByteMover mine, long most) {
        try {
            long got = readUnfrozen(mine, most);
            if (got == VectoredIo.EOF) {
                failed(Direction.READING, new Outcome.Eof(Direction.READING));
            }
            return got;
        } catch (IOException broken) {
            failed(Direction.READING, new Outcome.Failed(Direction.READING, broken));
            return -1;
        }
    }

    /** Freezes the input again before anything is told, so that the user finds it as always. */
    private long readUnfrozen(ByteMover mine, long most) throws IOException {
        EvBuffer input = input();
        input.unfreeze(BufferEnd.BACK);
        try {
            return mine.read(input, most);
        } finally {
            input.freeze(BufferEnd.BACK);
        }
    }

    // Writing.

    @Override
    protected void outputAdded() {
        if (!inCallback && !writableWaits) {
            callOnLoop();
        }
    }

    @Override
    protected void onLoop() {
        flush();
    }

    /** The attempt to connect has come to an end. */
    abstract void finishConnecting(Fd socket);

    private void onWritable() {
        lock();
        try {
            Fd socket = fd;
            if (socket != null && connecting) {
                finishConnecting(socket);
            } else {
                writableWaits = false;
                takeSent();
                flush();
                if (!writableWaits) {
                    stopAwaiting();
                }
            }
        } finally {
            unlock();
        }
    }

    /** Something that the mechanism sent by itself has gone, or failed. */
    private void takeSent() {
        ByteMover mine = mover;
        if (mine == null || !mine.isSending()) {
            return;
        }
        try {
            long sent = drainSent(mine);
            if (sent > 0) {
                bytesWritten(sent);
            }
        } catch (IOException broken) {
            failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, broken));
        }
    }

    private long drainSent(ByteMover mine) throws IOException {
        long sent = mine.sent();
        if (sent > 0) {
            EvBuffer output = output();
            output.unfreeze(BufferEnd.FRONT);
            try {
                output.drain(sent);
            } finally {
                output.freeze(BufferEnd.FRONT);
            }
        }
        return sent;
    }

    void flush() {
        ByteMover mine = mover;
        if (mine == null || connecting || writableWaits) {
            return;
        }
        long moved = 0;
        for (int calls = 0; mayWrite(mine); calls++) {
            if (calls == FAIR_CALLS || moved >= FAIR_BYTES) {
                awaitWritable();
                return;
            }
            long sent = writeOnce(mine);
            if (sent <= 0) {
                return;
            }
            moved += sent;
            bytesWritten(sent);
        }
    }

    /** A callback may have changed the socket, and what the kernel did not take would not go now either. */
    private boolean mayWrite(ByteMover mine) {
        return mine.equals(mover) && !writableWaits && wants(Direction.WRITING) && !output().isEmpty();
    }

    private long writeOnce(ByteMover mine) {
        long file = output().fileSpace();
        long most = Math.min(file > 0 ? file : output().length(), maxToWrite(file));
        try {
            long sent = writeUnfrozen(mine, most);
            if (sent < most && !mayGoOn(sent, file)) {
                awaitWritable();
            }
            return sent;
        } catch (IOException broken) {
            failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, broken));
            return -1;
        }
    }

    /**
     * {@return whether the kernel may have taken all that it was offered} Memory is offered as far as the next part of a file, and a file
     * that {@code sendfile(2)} does not know piece by piece.
     */
    private boolean mayGoOn(long sent, long file) {
        return file > 0 ? sent == DEFAULT_MAX_SINGLE : sent > 0 && output().fileSpace() > 0;
    }

    private long writeUnfrozen(ByteMover mine, long most) throws IOException {
        EvBuffer output = output();
        output.unfreeze(BufferEnd.FRONT);
        try {
            return mine.write(output, most);
        } finally {
            output.freeze(BufferEnd.FRONT);
        }
    }

    void awaitWritable() {
        Fd socket = fd;
        ByteMover mine = mover;
        if (socket == null || mine == null) {
            return;
        }
        Event event = writable;
        if (event == null) {
            event = event(socket, EventMask.WRITE, (_, _) -> onWritable());
            writable = event;
        }
        writableWaits = true;
        if (!mine.isSending()) {
            writableAdded = true;
            event.add();
        }
    }

    /** An end of sending that is on its way comes in any case. */
    void stopAwaiting() {
        writableWaits = mover != null && mover.isSending();
        if (writable != null && writableAdded) {
            writableAdded = false;
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
            if (socket.isSocket()) {
                socket.shutdown(Shutdown.WRITING);
            }
        } catch (ErrnoException broken) {
            failed(Direction.WRITING, new Outcome.Failed(Direction.WRITING, broken));
        }
        return true;
    }

    void closeEvents() {
        if (readable != null) {
            readable.close();
        }
        if (writable != null) {
            writable.close();
        }
    }
}

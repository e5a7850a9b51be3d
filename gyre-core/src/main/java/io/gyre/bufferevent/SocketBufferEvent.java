package io.gyre.bufferevent;

import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferEnd;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.VectoredIo;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.EaiError;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import io.gyre.net.Shutdown;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent over a stream socket: {@code bufferevent_socket_new}. A pipe or a terminal will do as well, if it is non-blocking; that
 * has no half that ends by itself, so that its peer sees the end when the descriptor is closed. It makes no system call that it does not need: what is
 * written is sent at the end of the callback, or of the loop's turn, and only what the kernel does not take waits until the socket is
 * writable.
 */
public final class SocketBufferEvent extends BufferEvent {
    /** How much one read or write moves at most, unless the user says otherwise. */
    public static final long DEFAULT_MAX_SINGLE = EvBuffer.DEFAULT_MAX_READ;

    /** How much one socket may move before the others have their turn. */
    private static final long FAIR_BYTES = 256 << 10;

    private static final int FAIR_CALLS = 16;

    /** How much of a file one write moves at most, unless the user says otherwise: it passes through no memory of ours. */
    private static final int MAX_SINGLE_FILE = 1 << 20;

    /** Stands for the base's middle priority, whichever that is when an event is made. */
    private static final int MIDDLE = -1;

    private @Nullable Fd fd;

    /** For the socket that there is. */
    private @Nullable ByteMover mover;

    private @Nullable Event readable;

    /** Made when the kernel first takes less than it is given. */
    private @Nullable Event writable;

    /** While a host is looked up and tried; there is no socket meanwhile. */
    private @Nullable ConnectAttempts attempts;

    /** Why there will be no connection, until the loop has told it. */
    private @Nullable ErrnoException refusal;

    private @Nullable EaiError dnsError;
    private @Nullable SocketAddress local;
    private short priority = MIDDLE;
    private boolean writableWaits;

    /** Whether {@link #writable} waits for the socket, and not for the mechanism. */
    private boolean writableAdded;

    private boolean connecting;
    private boolean inCallback;
    private int maxSingleRead = (int) DEFAULT_MAX_SINGLE;

    /** 0 unless the user says otherwise. */
    private int maxSingleWrite;

    private SocketBufferEvent(EventBase base, BufferEventOption... options) {
        super(base, options);
        if (has(BufferEventOption.ASYNC) && !base.movesBytes()) {
            throw new IllegalArgumentException("ASYNC needs a mechanism that moves bytes by itself, which "
                    + base.method()
                    + " does not: make the base with EventConfig.preferMethod(\"io_uring\"), on Linux 6.1 or"
                    + " later, or leave the option out");
        }
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

    @Override
    public @Nullable Fd fd() {
        return fd;
    }

    /**
     * Goes on with another socket, or with none: {@code bufferevent_setfd}. The one before stays open and is the caller's again. What is
     * in the buffers stays, and so does what is enabled; a connection attempt is given up. If nothing waits to be sent over the new
     * socket, that is called back once.
     *
     * @param other connected and non-blocking; closed with the bufferevent if it has the option CLOSE_ON_FREE
     * @throws IllegalStateException if this is closed
     */
    public void fd(@Nullable Fd other) {
        lock();
        try {
            if (isClosed()) {
                throw new IllegalStateException("the bufferevent is closed");
            }
            giveUpAttempts();
            stopMoving();
            detach();
            if (other != null) {
                use(other);
                begin();
                endIfWritten();
            }
        } finally {
            unlock();
        }
    }

    /**
     * As {@link #fd(Fd)}, and closes the socket before: {@code bufferevent_replacefd}.
     *
     * @param other connected and non-blocking; closed with the bufferevent if it has the option CLOSE_ON_FREE
     * @throws IllegalStateException if this is closed
     */
    public void replaceFd(@Nullable Fd other) {
        lock();
        try {
            Fd before = fd;
            fd(other);
            if (before != null && before != other) {
                before.close();
            }
        } finally {
            unlock();
        }
    }

    /** What has come by itself and was not asked for yet stays, and so does what has not gone. */
    private void stopMoving() {
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

    private void detach() {
        mover = null;
        closeEvents();
        readable = null;
        writable = null;
        fd = null;
        refusal = null;
        connecting = false;
        writableWaits = false;
        writableAdded = false;
    }

    private void begin() {
        if (wants(Direction.WRITING)) {
            if (output().isEmpty()) {
                trigger(EventMask.WRITE, false, true);
            } else {
                outputAdded();
            }
        }
    }

    /**
     * Sets how urgent the socket's events are: {@code bufferevent_priority_set}. By default they have the middle priority. Callbacks that
     * are deferred do not heed it.
     *
     * @param priority 0, the most urgent, to one less than {@link EventBase#priorities}
     * @throws IllegalArgumentException if it is out of range
     * @throws IllegalStateException if one of the events is active
     */
    public void priority(int priority) {
        lock();
        try {
            int most = base().priorities() - 1;
            if (priority < 0 || priority > most) {
                throw new IllegalArgumentException(
                        "the base has the priorities 0 to " + most + ", but not " + priority);
            }
            if (readable != null) {
                readable.priority(priority);
            }
            if (writable != null) {
                writable.priority(priority);
            }
            this.priority = (short) priority;
        } finally {
            unlock();
        }
    }

    /** {@return how urgent the socket's events are: {@code bufferevent_get_priority}} */
    public int priority() {
        return priority == MIDDLE ? base().priorities() / 2 : priority;
    }

    /**
     * Sets the address of this host that {@link #connect} comes from. libevent has this for its HTTP client only.
     *
     * @param address of the family that is connected to; port 0 for any free one; null for what the kernel chooses
     */
    public void localAddress(@Nullable SocketAddress address) {
        local = address;
    }

    /**
     * Looks a host up and connects to it: {@code bufferevent_socket_connect_hostname}. As {@link #connect(HostQuery, HostResolver)},
     * over IPv4 or IPv6.
     *
     * @param host a name or a literal
     * @param port from 0 to 65535
     * @param resolver finds the addresses
     * @throws IllegalArgumentException if there is no such port
     * @throws IllegalStateException if there is a socket already, or an attempt to get one, or this is closed
     */
    public void connect(String host, int port, HostResolver resolver) {
        connect(HostQuery.of(host, port), resolver);
    }

    /**
     * Looks a host up and connects to it: {@code bufferevent_socket_connect_hostname_hints}. Its addresses are tried as RFC 8305 says:
     * the families take turns, the next one is tried 250 ms after the one before or as soon as that has failed, and the first that
     * connects is kept. Until then {@link #fd()} is null. The outcome is {@link Outcome.Connected}, or {@link Outcome.Failed} with an
     * {@link UnknownHostException} (see {@link #dnsError}) or else with what became of the last attempt. What is written meanwhile waits.
     *
     * @param query what to look for; stream sockets are used
     * @param resolver finds the addresses; asked once
     * @throws IllegalArgumentException if the query does not ask for stream sockets
     * @throws IllegalStateException if there is a socket already, or an attempt to get one, or this is closed
     */
    public void connect(HostQuery query, HostResolver resolver) {
        if (!query.socketTypes().contains(SocketType.STREAM)) {
            throw new IllegalArgumentException("a bufferevent needs a stream socket, but the query is for "
                    + query.socketTypes() + ": add SocketType.STREAM");
        }
        lock();
        try {
            requireUnconnected();
            dnsError = null;
            var begun = new ConnectAttempts(this, local, new Adoption());
            attempts = begun;
            suspend(Direction.READING, Suspension.LOOKUP);
            suspend(Direction.WRITING, Suspension.LOOKUP);
            try {
                begun.start(query, resolver);
            } catch (RuntimeException | Error broken) {
                giveUpAttempts();
                throw broken;
            }
        } finally {
            unlock();
        }
    }

    /** {@return why the last lookup failed, or null if it did not: {@code bufferevent_socket_get_dns_error}} */
    public @Nullable EaiError dnsError() {
        return dnsError;
    }

    /** Takes what the attempts bring. */
    private final class Adoption implements ConnectAttempts.Ending {
        @Override
        public void lookedUp(HostResult result) {
            resumeAfterLookup();
            if (result instanceof HostResult.Failed(var error, var message)) {
                dnsError = error;
                failed(new UnknownHostException(message));
            }
        }

        @Override
        public void connected(Fd winner) {
            attempts = null;
            use(winner);
            outcome(new Outcome.Connected());
            flush();
            endIfWritten();
        }

        @Override
        public void failed(IOException last) {
            attempts = null;
            outcome(new Outcome.Failed(null, last));
        }
    }

    private void resumeAfterLookup() {
        resume(Direction.READING, Suspension.LOOKUP);
        resume(Direction.WRITING, Suspension.LOOKUP);
    }

    private void giveUpAttempts() {
        ConnectAttempts given = attempts;
        if (given != null) {
            attempts = null;
            given.cancel();
            resumeAfterLookup();
        }
    }

    private void requireUnconnected() {
        if (isClosed()) {
            throw new IllegalStateException("the bufferevent is closed");
        }
        if (fd != null || attempts != null || refusal != null) {
            throw new IllegalStateException(
                    fd != null ? "there is a socket already" : "there is an attempt to connect already");
        }
    }

    /**
     * Begins to connect: {@code bufferevent_socket_connect}. The outcome is {@link Outcome.Connected} or {@link Outcome.Failed}, and
     * comes from the loop. What is written meanwhile waits.
     *
     * @param address where to
     * @throws IllegalStateException if there is a socket already, or an attempt to get one, or this is closed
     */
    public void connect(SocketAddress address) {
        lock();
        try {
            requireUnconnected();
            try {
                connecting = true;
                use(new Descriptors(base().config().platform()).connect(address, local));
                awaitWritable();
            } catch (ErrnoException refused) {
                refusal = refused; // Connecting goes on for the user, until the loop says so.
                base().execute(() -> refuse(refused));
            }
        } finally {
            unlock();
        }
    }

    private void refuse(ErrnoException refused) {
        lock();
        try {
            if (refusal == refused) {
                refusal = null;
                connecting = false;
                outcome(new Outcome.Failed(null, refused));
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
        return maxToWrite(output().fileSpace());
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

    private void flush() {
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

    private void awaitWritable() {
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
    private void stopAwaiting() {
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

    private void closeEvents() {
        if (readable != null) {
            readable.close();
        }
        if (writable != null) {
            writable.close();
        }
    }

    @Override
    protected void closeTransport() {
        giveUpAttempts();
        closeEvents();
        boolean ended = mover == null || mover.close();
        Fd socket = fd;
        if (socket != null && !ended && has(BufferEventOption.CLOSE_ON_FREE)) {
            base().execute(socket::close); // No other may have its number while the loop can still say it.
        } else if (socket != null && has(BufferEventOption.CLOSE_ON_FREE)) {
            socket.close();
        }
    }
}

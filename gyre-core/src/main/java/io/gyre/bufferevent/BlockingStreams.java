package io.gyre.bufferevent;

import io.gyre.event.EventMask;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent as a pair of streams, for code that waits: {@link BufferEvent#blocking}. A virtual thread that waits is parked until
 * the loop has moved bytes, and holds no carrier meanwhile. One thread may read while another writes.
 *
 * <ul>
 *   <li>Reading waits for bytes, or for the peer's end. The loop reads ahead up to the high mark for reading, {@link #READ_AHEAD} if
 *       there is none.
 *   <li>Writing waits while the output is full, as {@link BufferEvent#isOutputFull} says; flushing, until the kernel has all of it.
 *   <li>The bufferevent's timeouts hold: a {@link SocketTimeoutException} ends the call, and the next one waits anew.
 *   <li>A thread that is interrupted while it waits gets an {@link InterruptedIOException}, and stays interrupted.
 * </ul>
 *
 * <p>The loop's own thread must not wait for itself, and gets an {@link IllegalStateException} where it would.
 */
public final class BlockingStreams implements AutoCloseable {
    /** How many bytes the loop reads ahead, unless the bufferevent has a high mark for reading: 64 KiB. */
    public static final long READ_AHEAD = 64 << 10;

    private static final EventMask BOTH = EventMask.READ.or(EventMask.WRITE);

    private final BufferEvent owner;
    private final Lock lock;
    private final Condition moved;
    private final InputStream input = new Input();
    private final OutputStream output = new Output();
    private @Nullable IOException failure;
    private boolean readTimedOut;
    private boolean writeTimedOut;

    /** Whether the last call ended by a timeout, so that the time until the next one does not count. */
    private boolean readGaveUp;

    private boolean writeGaveUp;

    private BlockingStreams(BufferEvent owner, Lock lock) {
        this.owner = owner;
        this.lock = lock;
        moved = lock.newCondition();
    }

    static BlockingStreams over(BufferEvent owner) {
        Lock lock = owner.lockOrNull();
        if (lock == null) {
            throw new IllegalStateException(
                    "streams are used from other threads: make the bufferevent with the option THREADSAFE");
        }
        var streams = new BlockingStreams(owner, lock);
        if (owner.watermarks(Direction.READING).high() == 0) {
            owner.watermarks(Direction.READING, new Watermarks(0, READ_AHEAD));
        }
        owner.callbacks(streams.new Wakeups());
        owner.enable(BOTH);
        return streams;
    }

    /** {@return what the peer sends} Closing it discards what comes. */
    public InputStream input() {
        return input;
    }

    /** {@return what goes to the peer} Closing it sends the rest and then the end of file; reading goes on. */
    public OutputStream output() {
        return output;
    }

    /** Waits until everything is sent, as {@link #output()}'s close does, and closes the bufferevent in any case. Idempotent. */
    @Override
    public void close() throws IOException {
        try {
            output.close();
        } finally {
            owner.close();
        }
    }

    /** What the loop has to say. It may hold the lock already. */
    private final class Wakeups implements Takeover {
        @Override
        public void onReadable(BufferEvent same) {
            wake();
        }

        @Override
        public void onWritable(BufferEvent same) {
            wake();
        }

        @Override
        public void onDrained(BufferEvent same) {
            wake();
        }

        @Override
        public void onOutcome(BufferEvent same, Outcome outcome) {
            lock.lock();
            try {
                note(outcome);
                moved.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onClose() {
            wake();
        }
    }

    private void wake() {
        lock.lock();
        try {
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void note(Outcome outcome) {
        switch (outcome) {
            case Outcome.Failed failed -> failure = failed.cause();
            case Outcome.Timeout(Direction direction) -> {
                readTimedOut |= direction == Direction.READING;
                writeTimedOut |= direction == Direction.WRITING;
            }
            case Outcome.Connected _, Outcome.Eof _ -> {}
        }
    }

    @SuppressWarnings("WaitNotInLoop") // Its callers loop.
    private void await() throws IOException {
        if (owner.base().inLoop()) {
            throw new IllegalStateException(
                    "the loop's thread would wait for itself: use the streams from another thread, or callbacks");
        }
        try {
            moved.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            var stopped = new InterruptedIOException("interrupted while waiting for the peer");
            stopped.initCause(interrupted);
            throw stopped;
        }
    }

    private void checkUsable() throws IOException {
        if (failure != null) {
            throw new IOException("the connection has failed: " + failure.getMessage(), failure);
        }
        if (owner.isClosed()) {
            throw new IOException("the bufferevent is closed");
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            lock.lock();
            try {
                if (readGaveUp && !owner.isClosed()) {
                    readGaveUp = false;
                    readTimedOut = false;
                    owner.enable(EventMask.READ);
                }
                return awaitBytes() ? owner.input().remove(target, offset, length) : -1;
            } finally {
                lock.unlock();
            }
        }

        /** {@return false at the peer's end} */
        private boolean awaitBytes() throws IOException {
            while (owner.isClosed() || owner.input().isEmpty()) {
                if (owner.hasPeerEnded()) {
                    return false;
                }
                checkUsable();
                if (readTimedOut) {
                    readTimedOut = false;
                    readGaveUp = true;
                    throw new SocketTimeoutException("nothing came for " + owner.timeout(Direction.READING));
                }
                await();
            }
            return true;
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return owner.isClosed() ? 0 : (int) Math.min(owner.input().length(), Integer.MAX_VALUE);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (!owner.isClosed()) {
                    owner.disable(EventMask.READ);
                    owner.input().drain(owner.input().length());
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private final class Output extends OutputStream {
        private boolean ended;

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        /** As many bytes at a time as the output may hold beyond its mark. */
        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            lock.lock();
            try {
                beginAnew();
                for (int done = 0; done < length; ) {
                    awaitRoom();
                    int count = (int) Math.min(length - done, READ_AHEAD);
                    owner.output().add(bytes, offset + done, count);
                    done += count;
                }
            } finally {
                lock.unlock();
            }
        }

        /** What was written goes on meanwhile, and its time may be over again. */
        private void beginAnew() {
            if (writeGaveUp && !owner.isClosed()) {
                writeGaveUp = false;
                writeTimedOut = false;
                owner.enable(EventMask.WRITE);
            }
        }

        private void awaitRoom() throws IOException {
            if (ended) {
                throw new IOException("the output is closed");
            }
            checkUsable();
            while (owner.isOutputFull()) {
                awaitWriting();
            }
        }

        private void awaitWriting() throws IOException {
            if (writeTimedOut) {
                writeTimedOut = false;
                writeGaveUp = true;
                owner.enable(EventMask.WRITE);
                throw new SocketTimeoutException("the peer took nothing for " + owner.timeout(Direction.WRITING));
            }
            await();
            checkUsable();
        }

        @Override
        public void flush() throws IOException {
            lock.lock();
            try {
                checkUsable();
                beginAnew();
                while (!owner.output().isEmpty()) {
                    awaitWriting();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            lock.lock();
            try {
                if (!ended && !owner.isClosed()) {
                    ended = true;
                    flush();
                    owner.shutdownWriting();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}

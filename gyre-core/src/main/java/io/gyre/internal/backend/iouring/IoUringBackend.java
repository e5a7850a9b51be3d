package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;

import io.gyre.backend.Backend;
import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import io.gyre.backend.SocketAcceptor;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferPool;
import io.gyre.internal.backend.PollBits;
import io.gyre.internal.backend.Wakeup;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.Poll;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * Waits with {@code io_uring_enter(2)} for poll requests. A level is a request for one answer that is made again after each, which looks
 * anew; an edge is a request that answers until it is cancelled. Requests travel with the wait.
 *
 * <p>A request holds its file: a socket that is closed while one is under way is not closed for its peer. So a request whose interest is
 * taken back is cancelled at once if the loop's thread does so, which nobody else can; otherwise before the next wait.
 *
 * <p>A ring is its thread's. If another thread runs the loop, or takes interest back while none does, the ring is given up, and the next run
 * begins with a new one.
 */
final class IoUringBackend implements Backend {
    /** What completions are called that concern no descriptor of the base. */
    private static final long WAKEUP = -1;

    static final long IGNORED = -2;

    /** A run that waits so often is worth the two calls that give the ring a name in its thread. */
    private static final int LONG_RUN = 64;

    /** Bounds what is awaited of the kernel without waiting. */
    private static final int MOST_ROUNDS = 100_000;

    private final Platform platform;
    private final RingSize size;
    private final Wakeup wakeup;
    private final PollTable table = new PollTable();

    /** Requests to cancel, by name. */
    private long[] doomed = new long[16];

    private int doomedCount;

    /** How many requests that were cancelled the kernel still has: each says one last word. */
    private int dying;

    private @Nullable Ring ring;
    private @Nullable Thread owner;

    /** The sockets whose bytes the kernel moves by itself; null until there is one. */
    private @Nullable Streams streams;

    private final boolean hasStreams;

    /** Whether a run has begun and not ended. */
    private boolean running;

    private int waits;
    private boolean wakeupRequested;
    private boolean mustNotBlock;

    IoUringBackend(Platform platform, RingSize size) throws ErrnoException {
        this.platform = platform;
        this.size = size;
        wakeup = new Wakeup(platform);
        Ring first = firstRing();
        ring = first;
        hasStreams = first.deferred;
    }

    private Ring firstRing() throws ErrnoException {
        try {
            return new Ring(platform, size);
        } catch (ErrnoException refused) {
            wakeup.close();
            throw refused;
        }
    }

    @Override
    public String name() {
        return "io_uring";
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        Streams all = streams;
        UringStream stream = all == null ? null : all.of(fd);
        if (all == null || stream == null) {
            poll(fd, oldBits, newBits);
        } else {
            all.want(stream, (newBits & Interest.READ) != 0);
            int rest = newBits & ~Interest.READ;
            if ((rest & Interest.CONDITIONS) != 0 || table.knows(fd)) {
                poll(fd, oldBits & ~Interest.READ, rest);
            }
        }
        return 1;
    }

    private void poll(int fd, int oldBits, int newBits) {
        if (oldBits == 0 || newBits == 0) {
            doom(fd); // Of a file whose number has found another use, maybe.
        }
        table.want(fd, newBits);
        if (doomedCount > 0) {
            release();
        }
    }

    private void doom(int fd) {
        if (table.isUnderWay(fd)) {
            if (doomedCount == doomed.length) {
                doomed = Arrays.copyOf(doomed, doomedCount * 2);
            }
            doomed[doomedCount++] = table.name(fd);
        }
        table.forget(fd);
    }

    /** Whoever takes an interest back may close the descriptor next. */
    private void release() {
        Ring used = ring;
        if (used != null && owner == Thread.currentThread()) {
            cancelDoomed(used);
        } else if (!running) {
            giveUp();
        }
    }

    // Streams.

    @Override
    public boolean hasStreams() {
        return hasStreams;
    }

    @Override
    public @Nullable SocketStream stream(Fd socket, Lock lock, BufferPool pool, Runnable onSent) {
        return hasStreams ? streams(lock, pool).open(socket, null, onSent) : null;
    }

    @Override
    public @Nullable SocketAcceptor acceptor(Fd listening, Lock lock, BufferPool pool) {
        return hasStreams ? streams(lock, pool).open(listening, new AcceptQueue(), () -> {}) : null;
    }

    private Streams streams(Lock lock, BufferPool pool) {
        Streams all = streams;
        if (all == null) {
            all = new Streams(this, lock, pool);
            streams = all;
        }
        return all;
    }

    @Override
    public int sends() {
        return streams == null ? 0 : streams.sends;
    }

    @Override
    public void takeStreams(Backend before) {
        if (before instanceof IoUringBackend other && other.streams != null) {
            Ring used = other.ring;
            if (used != null && other.owner == Thread.currentThread()) {
                other.cancelAll(used);
                used.unname();
            }
            other.giveUp();
            streams = other.streams;
            streams.mechanism = this;
            other.streams = null;
        }
    }

    /** {@return whether another thread runs the loop, and may be using what belongs to it} */
    boolean isElsewhere() {
        return running && owner != Thread.currentThread();
    }

    /** The streams that are doomed may lose their descriptors next. */
    void endDoomedStreams() {
        release();
    }

    private void cancelDoomed(Ring used) {
        while (doomedCount > 0) {
            long at = used.next();
            if (at == 0) {
                return; // The kernel takes no more now; the rest goes before the next wait.
            }
            RawMemory.putByte(at + SQE_OPCODE, IORING_OP_POLL_REMOVE);
            RawMemory.putLong(at + SQE_ADDR, doomed[--doomedCount]);
            RawMemory.putLong(at + SQE_USER_DATA, IGNORED);
            dying++;
        }
        if (streams != null) {
            dying += streams.cancelDoomed(used);
        }
        if (dying > 0) {
            settle(used);
        }
    }

    /**
     * Lets the kernel work until it holds no file of a request that was cancelled, and until there is room for all that it has to say: it does
     * some twenty things at a time. Without it the last words would end the next wait; and while any are kept for want of room, a
     * request for edges ends with its first answer, and would be made again for ever.
     */
    private void settle(Ring used) {
        for (int i = 0; i < MOST_ROUNDS; i++) {
            if (used.submit() < 0) {
                return;
            }
            boolean full = used.full();
            harvest(used);
            if (dying == 0 && !full) {
                return;
            }
        }
    }

    /** The kernel cancels what it has, in its own time. */
    private void giveUp() {
        Ring used = ring;
        if (used != null) {
            harvest(used); // Another thread's ring can be read, and what it received is nowhere else.
            used.close();
        }
        ring = null;
        owner = null;
        wakeupRequested = false;
        doomedCount = 0;
        dying = 0;
        table.lost();
        if (streams != null) {
            streams.lost();
        }
    }

    @Override
    public int prepare() {
        Ring used = owner == Thread.currentThread() ? ring : null;
        if (used == null) {
            try {
                used = own();
            } catch (ErrnoException refused) {
                return -refused.errno();
            }
        }
        running = true;
        if (++waits == LONG_RUN) {
            used.nameInThread();
        }
        for (int i = 0; i < table.dirtyCount(); i++) {
            int fd = table.dirty(i);
            if (table.requested(fd) != 0 && table.requested(fd) != table.wanted(fd)) {
                doom(fd);
            }
        }
        if (doomedCount > 0 || (streams != null && streams.hasDoomed())) {
            cancelDoomed(used);
        } else if (used.full()) {
            harvest(used);
            settle(used);
        }
        return request(used);
    }

    /** Makes the ring the calling thread's, or another one if it was another's. */
    private Ring own() throws ErrnoException {
        if (owner != null) {
            giveUp();
        }
        Ring used = ring;
        if (used == null) {
            used = new Ring(platform, size);
            ring = used;
        }
        int rc = used.enable();
        if (rc < 0) {
            throw new ErrnoException("io_uring_register", rc);
        }
        owner = Thread.currentThread();
        return used;
    }

    private int request(Ring used) {
        if (!wakeupRequested) {
            wakeupRequested = poll(used, wakeup.fd(), Interest.READ | Interest.ET, WAKEUP);
        }
        int count = table.dirtyCount();
        int done = 0;
        while (done < count && request(used, table.visit(done), done)) {
            done++;
        }
        table.settled(done);
        int rc = streams == null ? 0 : streams.request(used, table);
        mustNotBlock = table.dirtyCount() > 0 || hasFinds();
        return rc;
    }

    /** Asks for what is wanted of {@code fd}, if nobody has. {@return whether there was room for it} */
    private boolean request(Ring used, int fd, int index) {
        if ((index + 1) % (size.completions() / 2) == 0) {
            int _ = used.submit(); // Whatever is ready is told at once, and there must be room for it.
            harvest(used);
        }
        int wanted = table.wanted(fd);
        if (wanted == 0 || table.requested(fd) != 0 || poll(used, fd, wanted, table.request(fd))) {
            return true;
        }
        table.ended(fd);
        return false;
    }

    /** {@return whether there was room for the request} */
    private static boolean poll(Ring used, int fd, int interest, long name) {
        long at = used.next();
        if (at != 0) {
            RawMemory.putByte(at + SQE_OPCODE, IORING_OP_POLL_ADD);
            RawMemory.putInt(at + SQE_FD, fd);
            RawMemory.putInt(at + SQE_LEN, (interest & Interest.ET) != 0 ? IORING_POLL_ADD_MULTI : 0);
            RawMemory.putInt(at + SQE_OP_FLAGS, PollBits.of(interest));
            RawMemory.putLong(at + SQE_USER_DATA, name);
        }
        return at != 0;
    }

    private boolean hasFinds() {
        for (int i = 0; i < table.findCount(); i++) {
            if (table.isFound(table.find(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int await(long timeoutNanos) {
        Ring used = ring;
        if (used == null) {
            return 0; // Given up between preparing and waiting, by a base that is being closed.
        }
        boolean looks = timeoutNanos == 0 || mustNotBlock || used.ready() > 0;
        int rc = looks ? used.submit() : used.await(timeoutNanos);
        if (rc < 0) {
            return rc;
        }
        return used.ready() > 0 || hasFinds() ? 1 : 0;
    }

    @Override
    public void report(ReadySink ready) {
        Ring used = ring;
        if (used != null) {
            harvest(used);
        }
        for (int i = 0; i < table.findCount(); i++) {
            int fd = table.find(i);
            int conditions = table.take(fd);
            if (conditions != 0) {
                ready.ready(fd, conditions);
            }
        }
        table.told();
    }

    private void harvest(Ring used) {
        boolean full = used.full();
        int count = used.ready();
        for (int i = 0; i < count; i++) {
            long at = used.completion(i);
            take(
                    RawMemory.getLong(at + CQE_USER_DATA),
                    RawMemory.getInt(at + CQE_RES),
                    RawMemory.getInt(at + CQE_FLAGS),
                    full);
        }
        used.taken(count);
    }

    private void take(long name, int result, int flags, boolean full) {
        boolean more = (flags & IORING_CQE_F_MORE) != 0;
        if (name == WAKEUP) {
            wakeupRequested = more;
        } else if (name != IGNORED && Streams.isOperation(name)) {
            if (streams != null && streams.take(name, result, flags, table)) {
                dying--;
            }
        } else if (name != IGNORED) {
            if (table.current(name)) {
                found((int) name, result, more, full);
            } else if (!more) {
                dying--;
            }
        }
    }

    private void found(int fd, int result, boolean more, boolean full) {
        if (result != -Errno.ECANCELED) {
            // A number that is not open is told of, as poll does: the reading then fails where somebody sees it.
            table.found(fd, PollBits.conditions(result < 0 ? Poll.POLLNVAL : result));
        }
        if (!more && hasEnded(fd, result, full)) {
            table.ended(fd);
        } else if (!more) {
            table.spent(fd);
        }
    }

    /** An edge that has no more to come, though there was room to say so, is a file's that never blocks, and is told once. */
    private boolean hasEnded(int fd, int result, boolean full) {
        return (table.requested(fd) & Interest.ET) == 0 || full || result == -Errno.ECANCELED;
    }

    @Override
    public void wakeup() {
        wakeup.signal(); // The request for it answers each time, so nobody ever has to take it back.
    }

    @Override
    public void leave() {
        Ring used = ring;
        if (used != null && owner == Thread.currentThread()) {
            if (streams != null && streams.sends > 0) {
                handOver(used, streams);
            }
            if (used.full()) {
                settle(used); // Another thread could not read what found no room, and would not know of connections in
                // there.
            }
            used.unname();
        }
        waits = 0;
        running = false;
    }

    /** What was written in the last turn goes now, for nobody knows when there is another. */
    private void handOver(Ring used, Streams all) {
        int _ = all.request(used, table);
        int _ = used.submit();
        harvest(used);
    }

    @Override
    public void close() {
        Streams all = streams;
        if (all != null) {
            all.endAll();
        }
        Ring used = ring;
        if (used != null && owner == Thread.currentThread()) {
            cancelAll(used);
            used.unname();
        }
        giveUp();
        wakeup.close();
        if (all != null) {
            all.release();
        }
    }

    /** The files are let go before this returns. Kernels before 5.19 refuse, and do it as they close the ring. */
    private void cancelAll(Ring used) {
        long at = used.next();
        if (at != 0) {
            RawMemory.putByte(at + SQE_OPCODE, IORING_OP_ASYNC_CANCEL);
            RawMemory.putInt(at + SQE_OP_FLAGS, IORING_ASYNC_CANCEL_ALL | IORING_ASYNC_CANCEL_ANY);
            RawMemory.putLong(at + SQE_USER_DATA, IGNORED);
        }
        int words;
        do {
            int _ = used.submit();
            words = used.ready();
            harvest(used);
        } while (words > 0);
    }
}

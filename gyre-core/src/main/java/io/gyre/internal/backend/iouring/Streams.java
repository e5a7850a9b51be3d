package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;

import io.gyre.buffer.BufferPool;
import io.gyre.buffer.Pinned;
import io.gyre.net.Fd;
import java.util.Arrays;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * All streams of one base: who wants what of the kernel, and to whom its completions belong. It outlives rings: what a ring had not completed
 * is asked of the next one. Guarded by the base's lock, but for what says that it is the loop's thread's.
 *
 * <p>A completion carries the number of its stream's place, how many streams the place has had, and the operation. The place is free
 * again once the kernel has nothing of the stream, so that a late completion finds its stream, closed or not.
 */
final class Streams {
    /** In the lower half of a name; a poll's has a descriptor there, which is not negative. */
    private static final int OPERATION = 1 << 31;

    static final int SEND = 1 << 30;
    private static final int PLACE = SEND - 1;

    final Landings landings;
    private final Lock lock;

    /** By place. */
    private @Nullable UringStream[] places = new @Nullable UringStream[16];

    private int[] generations = new int[16];
    private int[] freePlaces = new int[16];
    private int freeCount;
    private int placeCount;

    /** How many of them accept, for which nobody needs memory. */
    private int acceptors;

    private @Nullable UringStream[] byFd = new @Nullable UringStream[64];

    /** Those that may want something of the kernel: whom the lock guards, and whom the loop's thread has to itself. */
    private final StreamList wanting = new StreamList();

    private final StreamList wantingInLoop = new StreamList();

    /** Those that were stopped by a thread that cannot speak to the kernel. */
    private final StreamList doomed = new StreamList();

    /** For sends to come. The loop's thread's. */
    private @Nullable Pinned[] spare = new @Nullable Pinned[256];

    private int spareCount;

    /** How many sends have not been completed, or not been begun. Changed by the loop's thread, or under the lock while no loop runs. */
    int sends;

    private final StreamRequests requests = new StreamRequests();

    /** Whose ring they use. */
    IoUringBackend mechanism;

    Streams(IoUringBackend mechanism, Lock lock, BufferPool pool) {
        this.mechanism = mechanism;
        this.lock = lock;
        landings = new Landings(pool);
    }

    // Making and ending.

    UringStream open(Fd socket, @Nullable AcceptQueue accepted, Runnable onSent) {
        int fd = socket.number();
        int place = freeCount > 0 ? freePlaces[--freeCount] : newPlace();
        long name = (long) generations[place] << 32 | ((OPERATION | place) & 0xffffffffL);
        var made = new UringStream(this, socket, name, accepted, onSent);
        acceptors += accepted == null ? 0 : 1;
        places[place] = made;
        if (fd >= byFd.length) {
            byFd = Arrays.copyOf(byFd, Math.max(fd + 1, byFd.length * 2));
        }
        byFd[fd] = made;
        return made;
    }

    private int newPlace() {
        if (placeCount == places.length) {
            places = Arrays.copyOf(places, placeCount * 2);
            generations = Arrays.copyOf(generations, placeCount * 2);
        }
        return placeCount++;
    }

    private void freePlace(UringStream stream) {
        int place = (int) stream.name & PLACE;
        if (places[place] == stream) {
            places[place] = null;
            acceptors -= stream.accepted == null ? 0 : 1;
            generations[place]++;
            if (freeCount == freePlaces.length) {
                freePlaces = Arrays.copyOf(freePlaces, freeCount * 2);
            }
            freePlaces[freeCount++] = place;
        }
    }

    /** {@return the stream of a descriptor, or null} */
    @Nullable
    UringStream of(int fd) {
        return fd < byFd.length ? byFd[fd] : null;
    }

    boolean stop(UringStream stream) {
        lock.lock();
        try {
            return stopLocked(stream);
        } finally {
            lock.unlock();
        }
    }

    private boolean stopLocked(UringStream stream) {
        if (!stream.stopped) {
            stream.stopped = true;
            stream.wanted = false;
            if (byFd[stream.fd] == stream) {
                byFd[stream.fd] = null;
            }
            end(stream);
        }
        return isOver(stream);
    }

    private static boolean isOver(UringStream stream) {
        return stream.isIdleInKernel() && stream.send != UringStream.Send.QUEUED;
    }

    boolean close(UringStream stream) {
        lock.lock();
        try {
            boolean _ = stopLocked(stream);
            if (!stream.closed) {
                stream.closed = true;
                end(stream);
            }
            return isOver(stream);
        } finally {
            lock.unlock();
        }
    }

    /** While another thread runs the loop, that has to do it, for it may be using what is taken away here. */
    private void end(UringStream stream) {
        if (mechanism.isElsewhere()) {
            doomed.add(stream);
            mechanism.wakeup();
            return;
        }
        letGo(stream);
        if (!stream.isIdleInKernel()) {
            doomed.add(stream);
            mechanism.endDoomedStreams();
        }
    }

    private void letGo(UringStream stream) {
        if (stream.send == UringStream.Send.QUEUED) {
            sends--;
            stream.sendEnded(0);
        }
        if (stream.closed) {
            stream.dropHeld();
            if (stream.isIdleInKernel()) {
                freePlace(stream);
            }
        }
    }

    /** Asks the kernel to let go of everything that the doomed have. {@return how many of them it owes a last word} */
    int cancelDoomed(Ring used) {
        int owed = 0;
        while (doomed.count() > 0 && cancel(used, doomed.last())) {
            UringStream stream = doomed.last();
            if (stream.isAwaited() && !stream.dying && !stream.isIdleInKernel()) {
                stream.dying = true;
                owed++;
            }
            doomed.dropLast();
        }
        return owed;
    }

    /** {@return whether there was room} */
    private boolean cancel(Ring used, UringStream stream) {
        if (stream.stopped) {
            letGo(stream);
        }
        if (stream.receiving && !stream.cancelling && !stream.wantsSuch()) {
            if (!StreamRequests.cancel(used, stream.name)) {
                return false;
            }
            stream.cancelling = true;
        }
        return !stream.stopped
                || stream.send != UringStream.Send.UNDER_WAY
                || StreamRequests.cancel(used, stream.name | SEND);
    }

    boolean hasDoomed() {
        return doomed.count() > 0;
    }

    // Wanting.

    /** Somebody waits for the descriptor to be readable, or no longer. */
    void want(UringStream stream, boolean readable) {
        stream.wanted = readable;
        visit(stream);
        if (!readable && stream.accepted != null && stream.receiving) {
            doomed.add(stream); // At once: what it would still accept waits better in the backlog.
            mechanism.endDoomedStreams();
        }
    }

    /** The stream may want something of the kernel before the next wait. */
    void visit(UringStream stream) {
        if (!stream.listed) {
            stream.listed = true;
            wanting.add(stream);
        }
    }

    /** As {@link #visit}, without the lock, on the loop's thread. */
    void visitInLoop(UringStream stream) {
        if (!stream.listedInLoop) {
            stream.listedInLoop = true;
            wantingInLoop.add(stream);
        }
    }

    /**
     * Asks the kernel for what is wanted, before a wait.
     *
     * @param finds gets the descriptors of those that hold something already
     * @return 0, or {@code -errno}
     */
    int request(Ring used, PollTable finds) {
        if (placeCount == freeCount) {
            return 0;
        }
        int rc = placeCount - freeCount > acceptors ? landings.provide(used) : 0;
        if (rc < 0) {
            return rc;
        }
        int count = wantingInLoop.take();
        for (int i = 1; i <= count; i++) {
            UringStream stream = wantingInLoop.taken(i);
            stream.listedInLoop = false;
            if (!request(used, stream, finds)) {
                visitInLoop(stream);
            }
        }
        count = wanting.take();
        for (int i = 1; i <= count; i++) {
            UringStream stream = wanting.taken(i);
            stream.listed = false;
            if (!request(used, stream, finds)) {
                visit(stream);
            }
        }
        return 0;
    }

    /** {@return whether all is done; if not, the stream is to be looked at before the next wait too} */
    private boolean request(Ring used, UringStream stream, PollTable finds) {
        if (stream.send == UringStream.Send.QUEUED && !requests.send(used, stream)) {
            return false;
        }
        if (stream.wanted) {
            if (stream.holds()) {
                finds.foundReadable(stream.fd);
                return false;
            }
            if (!stream.receiving) {
                return hasMemoryFor(stream) && StreamRequests.ask(used, stream);
            }
        }
        return true;
    }

    private boolean hasMemoryFor(UringStream stream) {
        return stream.isBulk() || stream.accepted != null || !landings.isExhausted();
    }

    // Completions.

    static boolean isOperation(long name) {
        return (int) name < 0;
    }

    /** Takes one completion. {@return whether it was the last that the kernel owed a stream that was stopped} */
    boolean take(long name, int result, int flags, PollTable finds) {
        int landing = (flags & IORING_CQE_F_BUFFER) != 0 ? flags >>> IORING_CQE_BUFFER_SHIFT : Landings.NONE;
        if (landing != Landings.NONE) {
            landings.filled(landing, Math.max(result, 0));
        }
        UringStream stream = places[(int) name & PLACE];
        if (stream == null || stream.name != (name & ~(long) SEND)) {
            if (landing != Landings.NONE) {
                landings.free(landing);
            }
            return false;
        }
        if ((name & SEND) != 0) {
            sends--;
            stream.sendEnded(result);
        } else {
            received(stream, result, landing, (flags & IORING_CQE_F_MORE) != 0, finds);
        }
        if (!stream.isIdleInKernel()) {
            return false;
        }
        if (stream.closed) {
            freePlace(stream);
        }
        boolean owed = stream.dying;
        stream.dying = false;
        return owed;
    }

    private void received(UringStream stream, int result, int landing, boolean more, PollTable finds) {
        if (landing != Landings.NONE && (result <= 0 || stream.closed)) {
            landings.free(landing);
        } else if (landing != Landings.NONE) {
            stream.hold(landing);
        }
        if (!more) {
            stream.receiving = false;
        }
        if (stream.polling && result > 0) {
            stream.ready = true;
        } else if (stream.accepted != null) {
            stream.accepted(result);
        } else if (result <= 0) {
            stream.receivingEnded(result);
        }
        if (stream.wanted) {
            if (stream.holds()) {
                finds.foundReadable(stream.fd);
            }
            visit(stream); // What is not taken is told again; and the receive may have to be made again.
        }
        if (!stream.wantsSuch() && stream.receiving && !stream.cancelling && !stream.stopped) {
            doomed.add(stream); // It is received no further than this, so that the peer has to wait.
        }
    }

    // Rings come and go.

    /** The kernel has nothing any more. What was not completed is to be asked for again. */
    void lost() {
        landings.lost();
        doomed.clear();
        for (int i = 0; i < placeCount; i++) {
            UringStream stream = places[i];
            if (stream != null) {
                lost(stream);
            }
        }
    }

    private void lost(UringStream stream) {
        stream.receiving = false;
        stream.cancelling = false;
        stream.dying = false;
        if (stream.send == UringStream.Send.UNDER_WAY) {
            if (stream.stopped) {
                sends--;
                stream.sendEnded(0);
            } else {
                stream.send = UringStream.Send.QUEUED;
            }
        }
        if (stream.closed) {
            freePlace(stream);
        } else if (!stream.stopped) {
            visit(stream);
        }
    }

    /** The base is closed, and nobody asks any more. */
    void endAll() {
        for (int i = 0; i < placeCount; i++) {
            UringStream stream = places[i];
            if (stream != null) {
                stream.stopped = true;
                stream.wanted = false;
                stream.dropHeld();
            }
        }
    }

    /** As {@link #endAll}, and the ring is gone. */
    void release() {
        for (int i = 0; i < placeCount; i++) {
            UringStream stream = places[i];
            if (stream != null) {
                stream.unpin();
            }
        }
        landings.release();
    }

    // Pins.

    Pinned pin() {
        if (spareCount == 0) {
            return new Pinned();
        }
        Pinned taken = spare[--spareCount];
        return taken == null ? new Pinned() : taken;
    }

    void unpin(Pinned done) {
        done.release();
        if (spareCount < spare.length) {
            spare[spareCount++] = done;
        }
    }
}

package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.gyre.internal.backend.Timespec;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysIoUring;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * One pair of rings, shared with the kernel. It belongs to the thread that first calls {@link #enable}: the kernel refuses every
 * other ({@code SINGLE_ISSUER}), and does its own work only while that thread is in {@link #await} or {@link #submit}
 * ({@code DEFER_TASKRUN}), so that it never interrupts Java code.
 *
 * <p>Each of the four indices is written by one side only. Ours are kept here as well, so that the shared memory is only
 * written; the kernel's are read with acquire, because what they announce is read next.
 */
final class Ring {
    /** The kernel adds the timeout to its clock, which must not overflow. */
    private static final long LONGEST_WAIT = TimeUnit.DAYS.toNanos(365);

    private final Platform platform;
    private final RingMemory memory;
    private final SysIoUring calls = new SysIoUring(new CallState());
    private final Timespec timespec = new Timespec();
    private final MemorySegment argument = Arena.ofAuto().allocate(GETEVENTS_SIZE, 8);
    private final MemorySegment update = Arena.ofAuto().allocate(RSRC_UPDATE_SIZE, 8);
    private final int fd;
    private final boolean disabled;

    /** What calls name the ring by, and the flag that says how: the descriptor, or its place in the thread's own table. */
    private int name;

    private int nameFlag;

    /** Whether the kernel works for it only when its thread asks, so that nothing is received behind that thread's back. */
    final boolean deferred;

    private int submissionTail;
    private int completionHead;

    /**
     * Opens a ring. Completions that do not find room the kernel keeps until they do.
     *
     * @throws ErrnoException if the kernel refuses
     */
    Ring(Platform platform, RingSize size) throws ErrnoException {
        this.platform = platform;
        RingSetup setup = RingSetup.open(calls, size);
        fd = setup.fd();
        name = fd;
        disabled = setup.has(IORING_SETUP_R_DISABLED);
        deferred = setup.has(IORING_SETUP_DEFER_TASKRUN);
        memory = map(setup);
    }

    private RingMemory map(RingSetup setup) throws ErrnoException {
        try {
            return new RingMemory(setup);
        } catch (ErrnoException refused) {
            platform.close(fd);
            throw refused;
        }
    }

    /** Makes the ring the calling thread's. {@return 0, or {@code -errno}} */
    int enable() {
        return disabled ? calls.io_uring_register(fd, IORING_REGISTER_ENABLE_RINGS, 0, 0) : 0;
    }

    /**
     * Has the thread's own table name the ring, which spares the kernel the search for a descriptor that other threads might close. The
     * table keeps the ring alive, so {@link #unname} has to come before the thread leaves the ring. A refusal does no harm.
     */
    void nameInThread() {
        if (nameFlag == 0) {
            update.fill((byte) 0);
            update.set(JAVA_INT, 0, -1); // Any place.
            update.set(JAVA_LONG, RSRC_UPDATE_DATA, fd);
            if (calls.io_uring_register(fd, IORING_REGISTER_RING_FDS, update.address(), 1) == 1) {
                name = update.get(JAVA_INT, 0);
                nameFlag = IORING_ENTER_REGISTERED_RING;
            }
        }
    }

    void unname() {
        if (nameFlag != 0) {
            update.fill((byte) 0);
            update.set(JAVA_INT, 0, name);
            calls.io_uring_register(fd, IORING_UNREGISTER_RING_FDS, update.address(), 1);
            name = fd;
            nameFlag = 0;
        }
    }

    /**
     * {@return the address of a submission that is all zero, to be filled in before the next call of this class; 0 if there is no room, not
     * even after handing over what there is}
     */
    long next() {
        if (waiting() == memory.submissions && (submit() < 0 || waiting() == memory.submissions)) {
            return 0;
        }
        long address = memory.submission(submissionTail++);
        RawMemory.clear(address, SQE_SIZE);
        return address;
    }

    /** {@return how many places there are for submissions} */
    int submissions() {
        return memory.submissions;
    }

    /** {@return the number of the place that {@link #next} gave last} It is given again once the kernel has taken what is there. */
    int lastPlace() {
        return (submissionTail - 1) & (memory.submissions - 1);
    }

    /** Lets the kernel take buffers from a ring of {@code count} entries at {@code address}. {@return 0, or {@code -errno}} */
    int provideBuffers(long address, int count, int group) {
        MemorySegment registration = Arena.ofAuto().allocate(BUF_REG_SIZE, 8);
        registration.set(JAVA_LONG, 0, address);
        registration.set(JAVA_INT, BUF_REG_ENTRIES, count);
        registration.set(JAVA_INT, BUF_REG_ENTRIES + 4, group); // A short, and flags, of which there are none.
        return calls.io_uring_register(fd, IORING_REGISTER_PBUF_RING, registration.address(), 1);
    }

    /** Acquire: once the kernel says that it has taken a submission, its place may be written again. */
    private int waiting() {
        return submissionTail - RawMemory.getIntAcquire(memory.submissionHead);
    }

    /** Release: the kernel must not see the tail before the submissions that it announces. */
    private int publish() {
        RawMemory.putIntRelease(memory.submissionTail, submissionTail);
        return waiting();
    }

    /** Hands over what there is, and lets the kernel complete what it can without waiting. */
    int submit() {
        return quiet(calls.io_uring_enter(name, publish(), 0, IORING_ENTER_GETEVENTS | nameFlag, 0, 0));
    }

    /** Hands over what there is, and waits for a completion; negative waits for ever. {@return 0 or more, or {@code -errno}} */
    int await(long timeoutNanos) {
        if (timeoutNanos < 0) {
            return quiet(calls.io_uring_enter(name, publish(), 1, IORING_ENTER_GETEVENTS | nameFlag, 0, 0));
        }
        argument.set(JAVA_LONG, GETEVENTS_TS, timespec.address(Math.min(timeoutNanos, LONGEST_WAIT)));
        return quiet(calls.io_uring_enter(
                name,
                publish(),
                1,
                IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG | nameFlag,
                argument.address(),
                GETEVENTS_SIZE));
    }

    /** Interrupted, out of time, or first to make room for completions: none of these is a failure. */
    private static int quiet(int rc) {
        return rc == -Errno.EINTR || rc == -Errno.ETIME || rc == -Errno.EBUSY ? 0 : rc;
    }

    /** {@return whether completions did not find room, now or before they were taken} */
    boolean full() {
        return ready() == memory.completions
                || (RawMemory.getIntAcquire(memory.submissionFlags) & IORING_SQ_CQ_OVERFLOW) != 0;
    }

    /** Acquire: the completions that the tail announces are read next. */
    int ready() {
        return RawMemory.getIntAcquire(memory.completionTail) - completionHead;
    }

    /** {@return the address of the {@code index}th completion that is ready} */
    long completion(int index) {
        return memory.completion(completionHead + index);
    }

    /** Release: the kernel must not write over completions before they have been read. */
    void taken(int count) {
        completionHead += count;
        RawMemory.putIntRelease(memory.completionHead, completionHead);
    }

    /** Gives everything back. What the kernel still has it cancels, from a thread that is not the owner's in its own time. */
    void close() {
        platform.close(fd);
        memory.close();
    }
}

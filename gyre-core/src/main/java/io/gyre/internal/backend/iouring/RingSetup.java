package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;

import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysIoUring;
import io.gyre.net.ErrnoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A ring that the kernel has made, with as many of its newer habits as it has, and what it says about it. Never with a thread of its own (SQPOLL). */
final class RingSetup {
    private static final int ALWAYS = IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP;

    /** The kernel works for the ring only when its one thread asks: Linux 6.1. Made disabled, since the thread is known later. */
    private static final int OWNED = ALWAYS
            | IORING_SETUP_SUBMIT_ALL
            | IORING_SETUP_SINGLE_ISSUER
            | IORING_SETUP_DEFER_TASKRUN
            | IORING_SETUP_R_DISABLED;

    /** Newest first: Linux 6.6, 6.1, 5.19, and any. */
    private static final int[] ATTEMPTS = {
        OWNED | IORING_SETUP_NO_SQARRAY, OWNED, ALWAYS | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_COOP_TASKRUN, ALWAYS
    };

    /** What we cannot do without. RSRC_TAGS itself is not used: it came with multishot polls, which have no bit of their own. */
    private static final int NEEDED =
            IORING_FEAT_SINGLE_MMAP | IORING_FEAT_NODROP | IORING_FEAT_EXT_ARG | IORING_FEAT_RSRC_TAGS;

    private final int fd;

    /** A {@code struct io_uring_params}. */
    private final MemorySegment params;

    private RingSetup(int fd, MemorySegment params) {
        this.fd = fd;
        this.params = params;
    }

    /**
     * Makes a ring.
     *
     * @throws ErrnoException if the kernel refuses
     */
    static RingSetup open(SysIoUring calls, RingSize size) throws ErrnoException {
        MemorySegment params = Arena.ofAuto().allocate(PARAMS_SIZE, 8);
        int rc = -Errno.EINVAL;
        for (int i = size.age(); i < ATTEMPTS.length && rc == -Errno.EINVAL; i++) {
            params.fill((byte) 0);
            RawMemory.putInt(params.address() + PARAMS_FLAGS, ATTEMPTS[i]);
            RawMemory.putInt(params.address() + PARAMS_CQ_ENTRIES, size.completions());
            rc = calls.io_uring_setup(size.submissions(), params.address());
        }
        if (rc < 0) {
            throw new ErrnoException("io_uring_setup", rc);
        }
        return new RingSetup(rc, params);
    }

    int fd() {
        return fd;
    }

    boolean has(int flag) {
        return (value(PARAMS_FLAGS) & flag) != 0;
    }

    /** {@return whether the kernel can do all that the mechanism needs} */
    boolean suffices() {
        return (value(PARAMS_FEATURES) & NEEDED) == NEEDED;
    }

    int value(int offset) {
        return RawMemory.getInt(params.address() + offset);
    }
}

package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;

import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysFile;
import io.gyre.net.ErrnoException;

/** The memory of a ring, mapped, and the addresses of its parts. */
final class RingMemory {
    private static final int PROTECTION = SysFile.PROT_READ | SysFile.PROT_WRITE;
    private static final int SHARED = SysFile.MAP_SHARED | SysFile.MAP_POPULATE;

    final int submissions;
    final int completions;

    /** Addresses of the indices: the head of the one ring and the tail of the other are the kernel's to write. */
    final long submissionHead;

    final long submissionTail;
    final long submissionFlags;
    final long completionHead;
    final long completionTail;

    private final SysFile calls = new SysFile(new CallState());
    private final long rings;
    private final long ringsLength;
    private final long entries;
    private final long entriesLength;
    private final long completionEntries;

    /** Maps the ring. Nothing is left behind if that fails. */
    RingMemory(RingSetup setup) throws ErrnoException {
        submissions = setup.value(PARAMS_SQ_ENTRIES);
        completions = setup.value(PARAMS_CQ_ENTRIES);
        long arrayEnd = setup.value(PARAMS_SQ_ARRAY) + (long) submissions * Integer.BYTES;
        long completionsEnd = setup.value(PARAMS_CQ_CQES) + (long) completions * CQE_SIZE;
        ringsLength = Math.max(arrayEnd, completionsEnd);
        entriesLength = (long) submissions * SQE_SIZE;
        rings = check(calls.mmap(ringsLength, PROTECTION, SHARED, setup.fd(), IORING_OFF_SQ_RING));
        long mapped = calls.mmap(entriesLength, PROTECTION, SHARED, setup.fd(), IORING_OFF_SQES);
        if (mapped < 0) {
            calls.munmap(rings, ringsLength);
        }
        entries = check(mapped);
        submissionHead = rings + setup.value(PARAMS_SQ_HEAD);
        submissionTail = rings + setup.value(PARAMS_SQ_TAIL);
        submissionFlags = rings + setup.value(PARAMS_SQ_FLAGS);
        completionHead = rings + setup.value(PARAMS_CQ_HEAD);
        completionTail = rings + setup.value(PARAMS_CQ_TAIL);
        completionEntries = rings + setup.value(PARAMS_CQ_CQES);
        if (!setup.has(IORING_SETUP_NO_SQARRAY)) {
            fillArray(rings + setup.value(PARAMS_SQ_ARRAY));
        }
    }

    /** Older kernels find submissions through an array of their numbers, which we leave in order. */
    private void fillArray(long array) {
        for (int i = 0; i < submissions; i++) {
            RawMemory.putInt(array + (long) i * Integer.BYTES, i);
        }
    }

    private static long check(long address) throws ErrnoException {
        if (address < 0) {
            throw new ErrnoException("mmap", (int) address);
        }
        return address;
    }

    /** {@return the address of the submission with this index} Counts are powers of two. */
    long submission(int index) {
        return entries + (long) (index & (submissions - 1)) * SQE_SIZE;
    }

    /** {@return the address of the completion with this index} */
    long completion(int index) {
        return completionEntries + (long) (index & (completions - 1)) * CQE_SIZE;
    }

    void close() {
        calls.munmap(rings, ringsLength);
        calls.munmap(entries, entriesLength);
    }
}

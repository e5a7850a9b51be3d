package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;

import io.gyre.buffer.BufferPool;
import io.gyre.buffer.Landing;
import io.gyre.internal.ffi.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The memory that the kernel receives into: a ring of numbered landings, of which it takes the next for each piece that comes. A landing
 * is with the kernel, or with the stream whose bytes it holds, or free. Free ones go to the kernel before each wait, so that it runs
 * out only if more comes at once than all can hold; for what streams keep there are others. Guarded by the base's lock, but for what streams hold.
 */
final class Landings {
    /**
     * How many the kernel has at most, a power of two. If more pieces come at once, the other receives end and have to be made again, which
     * costs; of most landings only the first bytes are ever touched, as bulk is received by calls.
     */
    static final int COUNT = 128;

    /** How many there are at most, with those that wait for slow readers: 256 MiB. */
    private static final int MOST = 4096;

    /** Ends a list of landings. */
    static final int NONE = -1;

    private static final long PAGE = 4096;
    private static final int GROUP = 0;

    private final BufferPool pool;

    /** Made when the kernel has need of them. */
    private @Nullable Landing[] landings = new @Nullable Landing[COUNT];

    /** The next of the list that each is in: a stream's, or that of the free ones. */
    private int[] next = new int[COUNT];

    private boolean[] withKernel = new boolean[COUNT];
    private int made;
    private int withKernelCount;
    private int free = NONE;

    /** An array of {@code struct io_uring_buf}, by which both sides know the landings. */
    private final MemorySegment ring = Arena.ofAuto().allocate(COUNT * BUF_SIZE, PAGE);

    private int tail;
    private boolean registered;

    Landings(BufferPool pool) {
        this.pool = pool;
    }

    Landing get(int number) {
        return Objects.requireNonNull(landings[number]);
    }

    int next(int number) {
        return next[number];
    }

    void link(int number, int behind) {
        next[number] = behind;
    }

    /** Nobody holds it any more. On the loop's thread, or under the base's lock while no loop runs. */
    void free(int number) {
        if (made > COUNT) {
            get(number).release(); // The kernel will have enough of them without it, once this flood is over.
        } else {
            get(number).vacate();
        }
        next[number] = free;
        free = number;
    }

    /** The kernel has filled it. */
    void filled(int number, int bytes) {
        withKernel[number] = false;
        withKernelCount--;
        get(number).fill(bytes);
    }

    /** Gives the kernel as many as it may have. On the loop's thread. {@return 0, or {@code -errno} if the kernel takes none} */
    int provide(Ring used) {
        if (!registered) {
            int rc = used.provideBuffers(ring.address(), COUNT, GROUP);
            if (rc < 0) {
                return rc;
            }
            registered = true;
        }
        if (withKernelCount < COUNT && (free != NONE || made < MOST)) {
            while (withKernelCount < COUNT && (free != NONE || made < MOST)) {
                put(free != NONE ? takeFree() : make());
            }
            // Release: the kernel must not see the tail before the entries that it announces.
            RawMemory.putShortRelease(ring.address() + BUF_RING_TAIL, tail);
        }
        return 0;
    }

    private int takeFree() {
        int number = free;
        free = next[number];
        return number;
    }

    private int make() {
        if (made == landings.length) {
            landings = Arrays.copyOf(landings, made * 2);
            next = Arrays.copyOf(next, made * 2);
            withKernel = Arrays.copyOf(withKernel, made * 2);
        }
        landings[made] = new Landing(pool);
        return made++;
    }

    private void put(int number) {
        long at = ring.address() + (long) (tail & (COUNT - 1)) * BUF_SIZE;
        RawMemory.putLong(at + BUF_ADDR, get(number).address());
        RawMemory.putInt(at + BUF_LEN, Landing.CAPACITY);
        RawMemory.putShort(at + BUF_BID, (short) number);
        withKernel[number] = true;
        withKernelCount++;
        tail++;
    }

    /** {@return whether the kernel has none left, so that to ask it to receive would fail} */
    boolean isExhausted() {
        return withKernelCount == 0;
    }

    /** The ring that they were provided to is gone, with all that the kernel knew of them. */
    void lost() {
        registered = false;
        tail = 0;
        RawMemory.clear(ring.address(), COUNT * BUF_SIZE);
        withKernelCount = 0;
        for (int i = 0; i < made; i++) {
            if (withKernel[i]) {
                withKernel[i] = false;
                free(i);
            }
        }
    }

    /** Gives all memory back. On any thread; nothing is with the kernel any more. */
    void release() {
        for (int i = 0; i < made; i++) {
            get(i).release();
        }
    }
}

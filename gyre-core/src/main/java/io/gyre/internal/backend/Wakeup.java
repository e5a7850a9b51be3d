package io.gyre.internal.backend;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.SysEventfd;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An eventfd that ends a wait: readable from {@link #signal} until {@link #clear}. */
public final class Wakeup implements AutoCloseable {
    private static final MemorySegment ONE = one();

    private final Platform platform;
    private final int eventfd;
    private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);

    /**
     * Opens the eventfd.
     *
     * @throws ErrnoException if no descriptor is left
     */
    public Wakeup(Platform platform) throws ErrnoException {
        this.platform = platform;
        eventfd = new SysEventfd(new CallState()).eventfd(0, SysEventfd.EFD_NONBLOCK | SysEventfd.EFD_CLOEXEC);
        if (eventfd < 0) {
            throw new ErrnoException("eventfd", eventfd);
        }
    }

    /** {@return the descriptor to watch for reading} */
    public int fd() {
        return eventfd;
    }

    /** From any thread. */
    public void signal() {
        platform.write(eventfd, ONE, 0, Long.BYTES);
    }

    /** Takes every signal so far back. Not needed where the descriptor is watched edge-triggered. On the loop's thread. */
    public void clear() {
        platform.read(eventfd, count, 0, Long.BYTES);
    }

    @Override
    public void close() {
        platform.close(eventfd);
    }

    private static MemorySegment one() {
        MemorySegment segment = Arena.global().allocate(JAVA_LONG);
        segment.set(JAVA_LONG, 0, 1);
        return segment;
    }
}

package io.gyre.internal.backend.epoll;

import io.gyre.backend.Backend;
import io.gyre.backend.BackendOptions;
import io.gyre.backend.ReadySink;
import io.gyre.internal.backend.AlwaysReady;
import io.gyre.internal.backend.PollBits;
import io.gyre.internal.backend.Wakeup;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysEpoll;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Waits with {@code epoll_wait(2)}, to the nanosecond where the kernel has {@code epoll_pwait2(2)}. */
final class EpollBackend implements Backend {
    private static final int FIRST_CAPACITY = 32;
    private static final int MAX_CAPACITY = 4096;

    /** Marks the reports of the wake-up descriptor; no descriptor has this number. */
    private static final long WAKEUP = -1L;

    private final Platform platform;
    private final int epfd;
    private final Wakeup wakeup;
    private final EpollSet set;
    private final SysEpoll looking = new SysEpoll(new CallState());
    private final EpollWait wait;
    private final AlwaysReady alwaysReady = new AlwaysReady();
    private final @Nullable Changelist changelist;

    /** Kept for its memory, which is read by address. */
    private MemorySegment events = allocate(FIRST_CAPACITY);

    private long eventsAddress = events.address();
    private int capacity = FIRST_CAPACITY;
    private int found;
    private boolean mustNotBlock;

    EpollBackend(BackendOptions options) throws ErrnoException {
        platform = options.platform();
        epfd = check("epoll_create1", new SysEpoll(new CallState()).epoll_create1(SysEpoll.EPOLL_CLOEXEC));
        wakeup = openWakeup();
        set = new EpollSet(epfd);
        wait = new EpollWait(epfd);
        changelist = options.changelist() ? new Changelist() : null;
        check("epoll_ctl", set.addWakeup(wakeup.fd(), WAKEUP));
    }

    private Wakeup openWakeup() throws ErrnoException {
        try {
            return new Wakeup(platform);
        } catch (ErrnoException refused) {
            platform.close(epfd);
            throw refused;
        }
    }

    @Override
    public String name() {
        return changelist == null ? "epoll" : "epoll (with changelist)";
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        if (alwaysReady.contains(fd)) {
            if (oldBits != 0) {
                return changeAlwaysReady(fd, newBits);
            }
            alwaysReady.remove(fd); // The number has found another use, without a word to us.
        }
        // A first interest is registered at once, so that a bad descriptor is refused at once.
        if (changelist != null && (oldBits != 0 || changelist.contains(fd))) {
            if (oldBits == 0) {
                set.renew(fd);
            }
            changelist.add(fd, oldBits, newBits);
            return 0;
        }
        int rc = set.change(fd, oldBits, newBits);
        if (rc == -Errno.EPERM) {
            alwaysReady.put(fd, newBits);
            return 1;
        }
        return rc;
    }

    private int changeAlwaysReady(int fd, int newBits) {
        if (newBits == 0) {
            alwaysReady.remove(fd);
            return 0;
        }
        alwaysReady.put(fd, newBits);
        return 1;
    }

    @Override
    public int prepare() {
        if (changelist != null) {
            changelist.flush(set, alwaysReady);
        }
        mustNotBlock = alwaysReady.pending();
        return 0;
    }

    @Override
    public int await(long timeoutNanos) {
        int n = timeoutNanos == 0 || mustNotBlock
                ? looking.epoll_wait(epfd, eventsAddress, capacity, 0)
                : wait.await(eventsAddress, capacity, timeoutNanos);
        found = Math.max(n, 0);
        if (n < 0) {
            return n == -Errno.EINTR ? 0 : n;
        }
        return mustNotBlock ? n + 1 : n;
    }

    @Override
    public void report(ReadySink ready) {
        int count = found;
        long at = eventsAddress;
        for (int i = 0; i < count; i++, at += SysEpoll.EPOLL_EVENT_SIZE) {
            long data = RawMemory.getLong(at + SysEpoll.EPOLL_EVENT_DATA);
            if (data != WAKEUP && set.current(data)) {
                ready.ready((int) data, PollBits.conditions(RawMemory.getInt(at)));
            }
        }
        found = 0;
        if (mustNotBlock) {
            alwaysReady.report(ready);
        }
        if (count == capacity && capacity < MAX_CAPACITY) {
            capacity *= 2;
            events = allocate(capacity);
            eventsAddress = events.address();
        }
    }

    @Override
    public void wakeup() {
        wakeup.signal(); // Watched edge-triggered, so nobody ever has to take it back.
    }

    @Override
    public void close() {
        wakeup.close();
        platform.close(epfd);
    }

    private static int check(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, result);
        }
        return result;
    }

    private static MemorySegment allocate(int capacity) {
        return Arena.ofAuto().allocate((long) capacity * SysEpoll.EPOLL_EVENT_SIZE, 8);
    }
}

package io.gyre.internal.backend.kqueue;

import io.gyre.backend.Backend;
import io.gyre.backend.ReadySink;
import io.gyre.internal.backend.AlwaysReady;
import io.gyre.internal.backend.Timespec;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.SysEvent;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;

/**
 * Waits with {@code kevent(2)}. Changes made while the loop is awake are kept, and made by one call before the next wait; a
 * first interest is registered at once, so that a bad descriptor is refused at once, and so is what comes during a wait, which
 * sees it.
 */
final class KqueueBackend implements Backend {
    private static final int MAX_CAPACITY = 4096;

    private final Platform platform;
    private final int kq;
    private final UserWakeup wakeup;
    private final Knotes knotes;
    private final SysEvent calls = new SysEvent(new CallState());
    private final Timespec timeout = new Timespec();

    /** Regular files, which kqueue reports until their end and not there; and pipes that were broken when they were added. */
    private final AlwaysReady alwaysReady = new AlwaysReady();

    private Kevents events = new Kevents(32);
    private int found;
    private boolean mustNotBlock;

    /** From {@link #prepare} to {@link #report}: what is changed now would come too late if it were kept. */
    private boolean waiting;

    KqueueBackend(Platform platform) throws ErrnoException {
        this.platform = platform;
        kq = check("kqueue", calls.kqueue());
        wakeup = new UserWakeup(kq);
        knotes = new Knotes(kq, alwaysReady);
        int rc = wakeup.register();
        if (rc < 0) {
            platform.close(kq);
            throw new ErrnoException("kevent", rc);
        }
    }

    private static int check(String call, int result) throws ErrnoException {
        if (result < 0) {
            throw new ErrnoException(call, result);
        }
        return result;
    }

    @Override
    public String name() {
        return "kqueue";
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        if (alwaysReady.contains(fd)) {
            if (oldBits != 0) {
                return changeAlwaysReady(fd, newBits);
            }
            alwaysReady.remove(fd); // The number has found another use, without a word to us.
        }
        if (oldBits == 0 && newBits != 0 && platform.file(fd) != null) {
            knotes.lose(fd);
            alwaysReady.put(fd, newBits);
            return 1;
        }
        int rc = knotes.change(fd, oldBits, newBits);
        if (rc >= 0 && (oldBits == 0 || waiting)) {
            rc = knotes.submitFor(fd);
        }
        return rc >= 0 && alwaysReady.contains(fd) ? 1 : rc;
    }

    private int changeAlwaysReady(int fd, int newBits) {
        if (newBits == 0) {
            alwaysReady.remove(fd);
            knotes.lose(fd);
            return 0;
        }
        alwaysReady.put(fd, newBits);
        return 1;
    }

    @Override
    public int prepare() {
        int rc = knotes.submit();
        mustNotBlock = alwaysReady.pending();
        waiting = true;
        return rc;
    }

    @Override
    public int await(long timeoutNanos) {
        long time = timeout.address(mustNotBlock ? 0 : timeoutNanos);
        int n = calls.kevent(kq, 0, 0, events.address(), events.capacity, time);
        found = Math.max(n, 0);
        if (n < 0) {
            return n == -Errno.EINTR ? 0 : n;
        }
        return mustNotBlock ? n + 1 : n;
    }

    @Override
    public void report(ReadySink ready) {
        waiting = false;
        int count = found;
        found = 0;
        for (int i = 0; i < count; i++) {
            if (events.filter(i) != wakeup.filter) {
                knotes.found(events.fd(i), events.filter(i), events.has(i, SysEvent.EV_EOF), events.udata(i));
            }
        }
        knotes.report(ready);
        if (mustNotBlock) {
            alwaysReady.report(ready);
        }
        if (count == events.capacity && count < MAX_CAPACITY) {
            events = new Kevents(count * 2);
        }
    }

    @Override
    public void wakeup() {
        wakeup.trigger();
    }

    @Override
    public void close() {
        platform.close(kq);
    }
}

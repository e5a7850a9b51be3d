package io.gyre.internal.backend.select;

import io.gyre.backend.Backend;
import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import io.gyre.internal.backend.Interests;
import io.gyre.internal.backend.Timespec;
import io.gyre.internal.backend.Wakeup;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.Fcntl;
import io.gyre.internal.ffi.SysSelect;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.util.BitSet;

/**
 * Waits with {@code pselect(2)}, which knows only the descriptors below {@value SysSelect#FD_SETSIZE}. It has no word for a
 * close alone, so that {@link Interest#CLOSED} is never reported.
 */
final class SelectBackend implements Backend {
    private static final String REMEDY = "select watches descriptors below " + SysSelect.FD_SETSIZE
            + " only: let the base use epoll or poll, or keep fewer files open";

    private final Wakeup wakeup;
    private final Interests interests = new Interests();
    private final FdSet wantedReadable = new FdSet();
    private final FdSet wantedWritable = new FdSet();

    /** What waits are for, whatever is wanted meanwhile. */
    private final FdSet awaitedReadable = new FdSet();

    private final FdSet awaitedWritable = new FdSet();

    /** What is handed to the kernel, which leaves its answer there. */
    private final FdSet readable = new FdSet();

    private final FdSet writable = new FdSet();
    private int limit;

    private final CallState state = new CallState();
    private final SysSelect select = new SysSelect(state);
    private final Fcntl fcntl = new Fcntl(state);
    private final Timespec timeout = new Timespec();
    private boolean found;

    SelectBackend(Platform platform) throws ErrnoException {
        wakeup = new Wakeup(platform);
        if (wakeup.fd() >= SysSelect.FD_SETSIZE) {
            wakeup.close();
            throw new ErrnoException("select", Errno.EINVAL, REMEDY);
        }
        wantedReadable.set(wakeup.fd(), true);
    }

    @Override
    public String name() {
        return "select";
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        if (fd >= SysSelect.FD_SETSIZE) {
            return newBits == 0 ? 0 : -Errno.EINVAL;
        }
        interests.change(fd, oldBits, newBits);
        wantedReadable.set(fd, (newBits & Interest.READ) != 0);
        wantedWritable.set(fd, (newBits & Interest.WRITE) != 0);
        return 1;
    }

    @Override
    public String remedy(int fd, int errno) {
        return fd >= SysSelect.FD_SETSIZE ? REMEDY : "";
    }

    @Override
    public int prepare() {
        awaitedReadable.copy(wantedReadable);
        awaitedWritable.copy(wantedWritable);
        limit = limit();
        interests.prepare();
        return 0;
    }

    private int limit() {
        int index = FdSet.WORDS - 1;
        while ((awaitedReadable.word(index) | awaitedWritable.word(index)) == 0) {
            index--; // Ends at the word of the wake-up descriptor.
        }
        long last = awaitedReadable.word(index) | awaitedWritable.word(index);
        return (index + 1) * Long.SIZE - Long.numberOfLeadingZeros(last);
    }

    @Override
    public int await(long timeoutNanos) {
        readable.copy(awaitedReadable);
        writable.copy(awaitedWritable);
        int n = pselect(timeoutNanos);
        if (n == -Errno.EBADF) {
            n = lookBesideBad();
        }
        found = n > 0;
        if (found && readable.contains(wakeup.fd())) {
            wakeup.clear();
            readable.set(wakeup.fd(), false);
        }
        return n == -Errno.EINTR ? 0 : n;
    }

    private int pselect(long timeoutNanos) {
        return select.pselect(limit, readable.address(), writable.address(), 0, timeout.address(timeoutNanos), 0);
    }

    /**
     * One descriptor that is not open makes the kernel refuse them all. Looks at the others, and finds such a one ready for
     * everything, so that whoever reads or writes it finds out.
     */
    private int lookBesideBad() {
        var bad = new BitSet();
        for (int fd = 0; fd < limit; fd++) {
            if ((readable.contains(fd) || writable.contains(fd)) && fcntl.fcntl(fd, Fcntl.F_GETFD, 0) == -Errno.EBADF) {
                bad.set(fd);
                setFound(fd, false);
            }
        }
        int others = pselect(0);
        if (others < 0) {
            readable.clear(); // One more was closed meanwhile: it is for the next pass, as are the others.
            writable.clear();
        }
        bad.stream().forEach(fd -> setFound(fd, true));
        return Math.max(others, 0) + bad.cardinality();
    }

    private void setFound(int fd, boolean is) {
        readable.set(fd, is);
        writable.set(fd, is);
    }

    @Override
    public void report(ReadySink ready) {
        if (!found) {
            return;
        }
        found = false;
        for (int index = 0; index < FdSet.WORDS; index++) {
            long word = readable.word(index) | writable.word(index);
            for (; word != 0; word &= word - 1) {
                report(index * Long.SIZE + Long.numberOfTrailingZeros(word), ready);
            }
        }
    }

    private void report(int fd, ReadySink ready) {
        if (interests.awaited(fd)) {
            ready.ready(fd, (readable.contains(fd) ? Interest.READ : 0) | (writable.contains(fd) ? Interest.WRITE : 0));
        }
    }

    @Override
    public void wakeup() {
        wakeup.signal();
    }

    @Override
    public void close() {
        wakeup.close();
    }
}

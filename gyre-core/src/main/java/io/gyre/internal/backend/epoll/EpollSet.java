package io.gyre.internal.backend.epoll;

import io.gyre.backend.Interest;
import io.gyre.internal.backend.PollBits;
import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysEpoll;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * The kernel's interest list, kept in step. Each registration carries the descriptor and a generation, so that a report for a
 * file whose number has found another use is told apart. Called with the base's lock held.
 */
final class EpollSet {
    private final int epfd;
    private final SysEpoll epoll = new SysEpoll(new CallState());

    /** Kept for its memory, which is written by address. */
    private final MemorySegment memory = Arena.ofAuto().allocate(SysEpoll.EPOLL_EVENT);

    private final long event = memory.address();

    /** By descriptor: how often it has been registered. */
    private int[] generations = new int[64];

    EpollSet(int epfd) {
        this.epfd = epfd;
    }

    /**
     * Makes {@code newBits} the interest. An entry may have vanished with its file, or live on through a duplicate, without
     * our knowing; so what the kernel says overrules what {@code oldBits} says.
     */
    int change(int fd, int oldBits, int newBits) {
        if (newBits == 0) {
            int rc = control(SysEpoll.EPOLL_CTL_DEL, fd, 0);
            return rc == -Errno.ENOENT || rc == -Errno.EBADF || rc == -Errno.EPERM ? 0 : rc;
        }
        if (oldBits == 0) {
            renew(fd);
            int rc = control(SysEpoll.EPOLL_CTL_ADD, fd, newBits);
            return rc == -Errno.EEXIST ? control(SysEpoll.EPOLL_CTL_MOD, fd, newBits) : rc;
        }
        int rc = control(SysEpoll.EPOLL_CTL_MOD, fd, newBits);
        return rc == -Errno.ENOENT ? control(SysEpoll.EPOLL_CTL_ADD, fd, newBits) : rc;
    }

    /** Lets reports for the present registration of {@code fd} go unheard. */
    void renew(int fd) {
        int _ = generation(fd, 1);
    }

    /** Adds the wake-up descriptor, whose reports carry {@code data}. */
    int addWakeup(int fd, long data) {
        RawMemory.putInt(event, SysEpoll.EPOLLIN | SysEpoll.EPOLLET);
        RawMemory.putLong(event + SysEpoll.EPOLL_EVENT_DATA, data);
        return epoll.epoll_ctl(epfd, SysEpoll.EPOLL_CTL_ADD, fd, event);
    }

    /** {@return whether {@code data} belongs to the present registration of its descriptor} */
    boolean current(long data) {
        return generations[(int) data] == (int) (data >>> 32);
    }

    private int control(int op, int fd, int bits) {
        RawMemory.putInt(event, kernelBits(bits));
        RawMemory.putLong(
                event + SysEpoll.EPOLL_EVENT_DATA, (long) generation(fd, 0) << 32 | Integer.toUnsignedLong(fd));
        return epoll.epoll_ctl(epfd, op, fd, event);
    }

    private int generation(int fd, int more) {
        if (fd >= generations.length) {
            generations = Arrays.copyOf(generations, Math.max(fd + 1, generations.length * 2));
        }
        return generations[fd] += more;
    }

    private static int kernelBits(int bits) {
        return PollBits.of(bits) | ((bits & Interest.ET) != 0 ? SysEpoll.EPOLLET : 0);
    }
}

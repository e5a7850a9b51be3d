package io.gyre.testing;

import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one or more descriptors stand for: an open file description. Results are as those of the calls: zero or more, or
 * {@code -errno}. Guarded by the platform's lock.
 */
abstract class OpenFile {
    /** Conditions, as {@code EPOLLIN} and its like, which {@link #poll} gives. */
    static final int IN = 0x01;

    static final int OUT = 0x02;
    static final int ERR = 0x04;
    static final int HUP = 0x08;
    static final int RDHUP = 0x10;

    /** Tells of a change that concerns whoever watches, whatever for. */
    static final int ALL = IN | OUT | ERR | HUP | RDHUP;

    private final List<Watch> watches = new ArrayList<>();
    private int references;
    boolean nonblocking = true;

    /** {@return the conditions that hold now} */
    abstract int poll();

    /** Gives back what the file has, once its last descriptor is closed. */
    abstract void dispose();

    /** {@return what this is, for people} */
    abstract String describe();

    boolean isSocket() {
        return false;
    }

    int receive(MemorySegment buffer, long offset, int count) {
        return Errno.EINVAL.result();
    }

    int send(MemorySegment buffer, long offset, int count) {
        return Errno.EINVAL.result();
    }

    int sendTo(MemorySegment buffer, long offset, int count, SocketAddress address) {
        return Errno.EOPNOTSUPP.result();
    }

    int receiveFrom(MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from) {
        return Errno.EOPNOTSUPP.result();
    }

    int bind(SocketAddress address) {
        return Errno.ENOTSOCK.result();
    }

    int listen(int backlog) {
        return Errno.ENOTSOCK.result();
    }

    boolean isListening() {
        return false;
    }

    /** {@return 0 if {@link #takeConnection} has one to give, or {@code -errno}} */
    int acceptable() {
        return isSocket() ? Errno.EOPNOTSUPP.result() : Errno.ENOTSOCK.result();
    }

    OpenFile takeConnection() {
        throw new IllegalStateException(describe() + " has no connection to give");
    }

    int connect(SocketAddress address) {
        return Errno.ENOTSOCK.result();
    }

    int shutdown(Shutdown how) {
        return Errno.ENOTSOCK.result();
    }

    int setOption(SocketOption option, int value) {
        return Errno.ENOTSOCK.result();
    }

    int option(SocketOption option) {
        return Errno.ENOTSOCK.result();
    }

    @Nullable
    SocketAddress localAddress() {
        return null;
    }

    @Nullable
    SocketAddress remoteAddress() {
        return null;
    }

    final void retain() {
        references++;
    }

    final void release() {
        if (--references == 0) {
            List.copyOf(watches).forEach(Watch::fileGone);
            dispose();
        }
    }

    final void addWatch(Watch watch) {
        watches.add(watch);
    }

    final void removeWatch(Watch watch) {
        watches.remove(watch);
    }

    /** Tells those who watch for one of {@code conditions} to look again. */
    final void changed(int conditions) {
        for (Watch watch : watches) {
            watch.changed(conditions);
        }
    }
}

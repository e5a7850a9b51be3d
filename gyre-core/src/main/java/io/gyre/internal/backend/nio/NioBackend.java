package io.gyre.internal.backend.nio;

import io.gyre.backend.Backend;
import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import io.gyre.internal.backend.AlwaysReady;
import io.gyre.internal.backend.Interests;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.ErrnoException;
import io.gyre.net.NioPlatform;
import java.io.IOException;
import java.nio.channels.Channel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Waits with {@link Selector#select}, in milliseconds rounded up. It has no word for a close alone, so that
 * {@link Interest#CLOSED} is never reported.
 */
final class NioBackend implements Backend {
    private final NioPlatform platform;
    private final SelectorGate gate;
    private final KeySet keys;
    private final Interests interests = new Interests();

    /** Regular files, and sockets whose connection has failed. */
    private final AlwaysReady alwaysReady = new AlwaysReady();

    private boolean mustNotBlock;

    /** Kept, for {@link NioPlatform#removeCloseListener} compares by identity. */
    private final Consumer<SelectableChannel> free;

    private final Consumer<SelectionKey> remember = this::remember;

    /** What the last wait found. */
    private SelectionKey[] ready = new SelectionKey[32];

    private int[] readyOps = new int[32];
    private int found;

    NioBackend(NioPlatform platform) throws ErrnoException {
        this.platform = platform;
        gate = new SelectorGate(openSelector());
        keys = new KeySet(gate.selector);
        free = gate::free;
        platform.addCloseListener(free);
    }

    private static Selector openSelector() throws ErrnoException {
        try {
            return Selector.open();
        } catch (IOException refused) {
            int errno = Errno.ofText(String.valueOf(refused.getMessage()));
            throw new ErrnoException("Selector.open", errno != 0 ? errno : Errno.EIO);
        }
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        int rc = newBits == 0 ? forget(fd) : watch(fd, newBits);
        if (rc >= 0) {
            interests.change(fd, oldBits, newBits);
        }
        return rc;
    }

    private int forget(int fd) {
        alwaysReady.remove(fd);
        keys.forget(fd);
        return 1;
    }

    private int watch(int fd, int bits) {
        Channel channel = platform.channel(fd);
        if (channel == null) {
            return -Errno.EBADF;
        }
        if (channel instanceof SelectableChannel selectable && channel.isOpen()) {
            alwaysReady.remove(fd);
            int rc = keys.change(fd, selectable, bits);
            return rc < 0 ? rc : 1;
        }
        keys.forget(fd);
        alwaysReady.put(fd, bits & Interest.CONDITIONS);
        return 1;
    }

    @Override
    public String remedy(int fd, int errno) {
        return errno == Errno.EINVAL ? "a selector takes non-blocking channels only: call Fd.nonblocking(true)" : "";
    }

    @Override
    public int prepare() {
        for (int fd = keys.nextConnecting(0); fd >= 0; fd = keys.nextConnecting(fd + 1)) {
            lookAgain(fd);
        }
        interests.prepare();
        mustNotBlock = alwaysReady.pending();
        return 0;
    }

    /** The socket may have begun to connect, or have ended, without a word to us; or be closed, and its number another's. */
    private void lookAgain(int fd) {
        if (keys.isOf(fd, platform.channel(fd))) {
            watch(fd, interests.of(fd));
        } else {
            keys.forget(fd);
        }
    }

    @Override
    public int await(long timeoutNanos) {
        found = 0;
        try {
            gate.select(mustNotBlock ? 0 : timeoutNanos, remember);
            return mustNotBlock ? found + 1 : found;
        } catch (IOException failed) {
            return -Errno.EIO;
        }
    }

    private void remember(SelectionKey key) {
        if (found == ready.length) {
            ready = Arrays.copyOf(ready, found * 2);
            readyOps = Arrays.copyOf(readyOps, found * 2);
        }
        ready[found] = key;
        readyOps[found] = key.readyOps();
        found++;
    }

    @Override
    public void report(ReadySink sink) {
        for (int i = 0; i < found; i++) {
            SelectionKey key = ready[i];
            if (keys.isCurrent(key) && interests.awaited(KeySet.fd(key))) {
                report(KeySet.fd(key), readyOps[i], sink);
            }
        }
        found = 0;
        if (mustNotBlock) {
            alwaysReady.report(sink);
        }
    }

    private void report(int fd, int ops, ReadySink sink) {
        if ((ops & SelectionKey.OP_CONNECT) == 0) {
            sink.ready(fd, KeySet.conditions(ops));
            return;
        }
        int rc = platform.finishConnect(fd);
        if (rc != -Errno.EINPROGRESS) {
            watch(fd, interests.of(fd));
            sink.ready(fd, rc == 0 ? Interest.WRITE : Interest.CONDITIONS);
        }
    }

    @Override
    public void wakeup() {
        gate.wakeup();
    }

    @Override
    public void close() {
        platform.removeCloseListener(free);
        try {
            gate.close();
        } catch (IOException alreadyBroken) {
            // The selector is closed whatever it says, as a descriptor is.
        }
    }
}

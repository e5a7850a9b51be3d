package io.gyre.internal.backend.nio;

import io.gyre.backend.Interest;
import io.gyre.internal.ffi.Errno;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The selector's keys, by descriptor. A key stays until its channel is closed: one without interest costs nothing, whereas a
 * cancelled one bars its channel until the next selection. Guarded by the base's lock.
 */
final class KeySet {
    private final Selector selector;
    private @Nullable SelectionKey[] keys = new @Nullable SelectionKey[64];

    /** Sockets that are not connected yet, so that their operations change when they are. */
    private final BitSet connecting = new BitSet();

    KeySet(Selector selector) {
        this.selector = selector;
    }

    /** {@return 0, or {@code -errno}} */
    int change(int fd, SelectableChannel channel, int interest) {
        try {
            SelectionKey key = key(fd);
            int ops = ops(fd, channel, interest);
            if (key != null && key.channel().equals(channel)) {
                key.interestOps(ops);
            } else {
                put(fd, channel.register(selector, ops, fd));
            }
            return 0;
        } catch (CancelledKeyException | ClosedChannelException closed) {
            return -Errno.EBADF;
        } catch (IllegalBlockingModeException blocking) {
            return -Errno.EINVAL;
        }
    }

    /** Watches {@code fd} no more. Its number may stand for another channel by now. */
    void forget(int fd) {
        connecting.clear(fd);
        SelectionKey key = key(fd);
        if (key != null) {
            try {
                key.interestOps(0);
            } catch (CancelledKeyException closed) {
                keys[fd] = null;
            }
        }
    }

    /** {@return whether {@code key} is the one of its descriptor now} */
    boolean isCurrent(SelectionKey key) {
        return key.equals(key(fd(key)));
    }

    /** {@return whether {@code channel} is the one that is watched as {@code fd}} */
    boolean isOf(int fd, @Nullable Channel channel) {
        SelectionKey key = key(fd);
        return key != null && key.channel().equals(channel);
    }

    /** {@return the first socket from {@code fd} on that was not connected when last looked at, or -1} */
    int nextConnecting(int fd) {
        return connecting.nextSetBit(fd);
    }

    static int fd(SelectionKey key) {
        return (Integer) key.attachment();
    }

    /** {@return what operations mean} An attempt to connect that has ended makes a socket writable, as in POSIX. */
    static int conditions(int ops) {
        return ((ops & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0 ? Interest.READ : 0)
                | ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0 ? Interest.WRITE : 0);
    }

    /**
     * A socket that connects cannot be read either, before somebody has seen the attempt end; the JDK would wake for it all the
     * same, and tell nobody.
     */
    private int ops(int fd, SelectableChannel channel, int interest) {
        if (interest != 0 && channel instanceof SocketChannel socket && !socket.isConnected()) {
            connecting.set(fd);
            if (socket.isConnectionPending()) {
                return SelectionKey.OP_CONNECT;
            }
        } else {
            connecting.clear(fd);
        }
        int ops = ((interest & Interest.READ) != 0 ? SelectionKey.OP_READ | SelectionKey.OP_ACCEPT : 0)
                | ((interest & Interest.WRITE) != 0 ? SelectionKey.OP_WRITE : 0);
        return ops & channel.validOps();
    }

    private @Nullable SelectionKey key(int fd) {
        return fd < keys.length ? keys[fd] : null;
    }

    private void put(int fd, SelectionKey key) {
        if (fd >= keys.length) {
            keys = Arrays.copyOf(keys, Math.max(fd + 1, keys.length * 2));
        }
        keys[fd] = key;
    }
}

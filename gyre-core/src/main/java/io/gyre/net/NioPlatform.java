package io.gyre.net;

import io.gyre.buffer.FileSource;
import io.gyre.internal.ffi.Errno;
import java.io.Console;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * NIO channels behind small integers: the platform for every system that has a JDK, without any native access. Errors carry
 * Linux's numbers here too, found by the type and the text of the JDK's exceptions.
 *
 * <p>What differs from {@code posix}: there are no Unix datagram sockets, empty datagrams, duplicates, process descriptors,
 * deferred accepts, or IPv6 sockets that leave IPv4 alone, and a failed connection cannot be tried again on the same socket. Standard input is read
 * ahead by a thread, and writes to standard output and error block. A socket that is made to listen changes its channel, so
 * that its events are to be added afterwards.
 *
 * <p>All methods may be called from any thread.
 */
public final class NioPlatform implements Platform {
    /** What one call sends of a file at most, for it may hold up the loop until the disk has delivered. */
    private static final long MOST_OF_A_FILE = 1 << 20;

    static final NioPlatform INSTANCE = new NioPlatform();

    private final NioTable table = new NioTable();
    private final NioStandard standard = new NioStandard();
    private final List<Consumer<SelectableChannel>> closeListeners = new CopyOnWriteArrayList<>();

    private NioPlatform() {}

    /** {@return the platform} There is one in a process, as there is one table of descriptors. */
    public static NioPlatform instance() {
        return INSTANCE;
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public boolean kernelDescriptors() {
        return false;
    }

    /**
     * {@return an owned descriptor of a channel that the caller has} The channel is taken over, and made non-blocking: it is
     * closed with the descriptor, and should not be used beside it.
     *
     * @throws ErrnoException if the channel is closed
     */
    public Fd adopt(SelectableChannel channel) throws ErrnoException {
        int number = result(() -> table.add(file(channel)));
        if (number < 0) {
            throw new ErrnoException("adopt " + channel, number);
        }
        return new Fd(this, number, find(number) instanceof NioSocket, true);
    }

    /**
     * {@return an owned descriptor of an open file} The channel is taken over. Reads and writes begin where the channel stands;
     * they may block for as long as the disk takes, and a loop finds the file always ready.
     */
    public Fd adopt(FileChannel channel) {
        return new Fd(this, table.add(new NioBytes(channel)), false, true);
    }

    private static NioFile file(SelectableChannel channel) throws IOException {
        return switch (channel) {
            case SocketChannel stream -> new NioStream(stream);
            case ServerSocketChannel listener -> new NioListener(listener);
            case DatagramChannel datagram -> new NioDatagram(datagram);
            default -> {
                channel.configureBlocking(false);
                yield new NioBytes(channel);
            }
        };
    }

    /**
     * {@return the channel behind a descriptor, or null if it is not open} For mechanisms, and for what only a channel can do;
     * it is not to be closed. One that is no {@link SelectableChannel} is always ready. The channel of a connection that has
     * failed is closed.
     */
    public @Nullable Channel channel(int fd) {
        NioFile file = find(fd);
        return file == null ? null : file.channel();
    }

    /** {@return how many descriptors are open} To find leaks. */
    public int openDescriptors() {
        return table.size();
    }

    /**
     * {@return 0 if no connection is under way on {@code fd}, otherwise whether it stands now: 0, {@code -EINPROGRESS}, or
     * {@code -errno} if it has failed, which {@link SocketOption#ERROR} tells as well} For mechanisms, which wait for the end of
     * a connection attempt in another way than for readiness.
     */
    public int finishConnect(int fd) {
        NioFile file = find(fd);
        return file == null ? -Errno.EBADF : file.finishConnect();
    }

    /**
     * Tells {@code listener} of each channel that is closed while a selector has it. The JDK frees such a channel only in the
     * selector's next selection, and until then its peer waits and its port is taken; so the owner of the selector must make
     * one at once. Called on the thread that closes.
     */
    public void addCloseListener(Consumer<SelectableChannel> listener) {
        closeListeners.add(listener);
    }

    /** Tells {@code listener} no more. */
    public void removeCloseListener(Consumer<SelectableChannel> listener) {
        closeListeners.remove(listener);
    }

    @Override
    public int socket(StandardProtocolFamily family, SocketType type) {
        if (type == SocketType.DATAGRAM) {
            return family == StandardProtocolFamily.UNIX
                    ? -Errno.EAFNOSUPPORT
                    : result(() -> table.add(new NioDatagram(family)));
        }
        return result(() -> table.add(new NioStream(family)));
    }

    @Override
    public int socketpair(SocketType type, int[] out) {
        if (type == SocketType.DATAGRAM) {
            return -Errno.EAFNOSUPPORT;
        }
        return result(() -> {
            List<SocketChannel> pair = NioPairs.open();
            out[0] = table.add(new NioStream(pair.getFirst()));
            out[1] = table.add(new NioStream(pair.getLast()));
            return 0;
        });
    }

    @Override
    public int pipe(int[] out) {
        return result(() -> {
            Pipe pipe = Pipe.open();
            out[0] = table.add(file(pipe.source()));
            out[1] = table.add(file(pipe.sink()));
            return 0;
        });
    }

    @Override
    public int bind(int fd, SocketAddress address) {
        return on(fd, file -> file.bind(address));
    }

    @Override
    public int listen(int fd, int backlog) {
        return on(fd, file -> switch (file) {
            case NioStream stream -> {
                table.put(fd, stream.listen(backlog, () -> release(stream.channel())));
                yield 0;
            }
            case NioListener _ -> 0;
            default -> file.isSocket() ? -Errno.EOPNOTSUPP : -Errno.ENOTSOCK;
        });
    }

    @Override
    public int connect(int fd, SocketAddress address) {
        return on(fd, file -> file.connect(address));
    }

    @Override
    public int accept(int fd) {
        return on(fd, file -> {
            if (!(file instanceof NioListener listener)) {
                return file.isSocket() ? -Errno.EINVAL : -Errno.ENOTSOCK;
            }
            SocketChannel accepted = listener.accept();
            return accepted == null ? -Errno.EAGAIN : table.add(new NioStream(accepted));
        });
    }

    @Override
    public int shutdown(int fd, Shutdown how) {
        return on(fd, file -> file.shutdown(how));
    }

    @Override
    public int recv(int fd, MemorySegment buffer, long offset, int count) {
        ByteBuffer to = bytes(buffer, offset, count);
        return on(fd, file -> file.isSocket() ? file.read(to) : -Errno.ENOTSOCK);
    }

    @Override
    public int send(int fd, MemorySegment buffer, long offset, int count) {
        ByteBuffer from = bytes(buffer, offset, count);
        return on(fd, file -> file.isSocket() ? file.write(from) : -Errno.ENOTSOCK);
    }

    @Override
    public int sendto(int fd, MemorySegment buffer, long offset, int count, SocketAddress to) {
        ByteBuffer from = bytes(buffer, offset, count);
        return on(fd, file -> file.sendTo(from, to));
    }

    @Override
    public int recvfrom(int fd, MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from) {
        ByteBuffer to = bytes(buffer, offset, count);
        return on(fd, file -> file.receiveFrom(to, from));
    }

    @Override
    public int read(int fd, MemorySegment buffer, long offset, int count) {
        ByteBuffer to = bytes(buffer, offset, count);
        return on(fd, file -> file.read(to));
    }

    @Override
    public int write(int fd, MemorySegment buffer, long offset, int count) {
        ByteBuffer from = bytes(buffer, offset, count);
        return on(fd, file -> file.write(from));
    }

    @Override
    public long sendfile(int fd, FileSource file, long offset, long count) {
        FileChannel from = file.channel();
        if (from == null) {
            return -Errno.EINVAL;
        }
        return on(fd, target -> {
            if (!(target.channel() instanceof WritableByteChannel to)) {
                return -Errno.EINVAL;
            }
            int sent = (int) from.transferTo(offset, Math.min(count, MOST_OF_A_FILE), to);
            return sent > 0 || from.size() <= offset ? sent : -Errno.EAGAIN;
        });
    }

    @Override
    public @Nullable FileSource file(int fd) {
        NioFile file = table.find(fd);
        return file != null && file.channel() instanceof FileChannel channel ? FileSource.of(channel) : null;
    }

    @Override
    public long position(int fd) {
        NioFile file = table.find(fd);
        try {
            return file != null && file.channel() instanceof FileChannel channel ? channel.position() : -Errno.ESPIPE;
        } catch (IOException broken) {
            return -Errno.EIO;
        }
    }

    /** Refuses what the posix platform refuses, so that a program that runs on one runs on the other. */
    private static ByteBuffer bytes(MemorySegment buffer, long offset, int count) {
        if (!buffer.isNative()) {
            throw new IllegalArgumentException("the segment is on the heap: allocate it from an Arena");
        }
        return buffer.asSlice(offset, count).asByteBuffer();
    }

    @Override
    public int setOption(int fd, SocketOption option, int value) {
        return on(fd, file -> file.setOption(option, value));
    }

    @Override
    public int option(int fd, SocketOption option) {
        return on(fd, file -> file.option(option));
    }

    @Override
    public @Nullable SocketAddress localAddress(int fd) {
        NioFile file = find(fd);
        try {
            return file == null ? null : file.localAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    @Override
    public @Nullable SocketAddress remoteAddress(int fd) {
        NioFile file = find(fd);
        try {
            return file == null ? null : file.remoteAddress();
        } catch (IOException closed) {
            return null;
        }
    }

    /** {@code -EINVAL} if it shall block while a mechanism watches it, which NIO does not allow. */
    @Override
    public int setNonblocking(int fd, boolean nonblocking) {
        return on(fd, file -> file.setNonblocking(nonblocking));
    }

    /** The JDK closes every descriptor in a process that it starts, and cannot be told otherwise. */
    @Override
    public int setCloseOnExec(int fd, boolean closeOnExec) {
        return on(fd, _ -> closeOnExec ? 1 : -Errno.EOPNOTSUPP);
    }

    @Override
    public int dup(int fd) {
        return -Errno.EOPNOTSUPP;
    }

    /** True of the standard streams if all of them are one terminal: the JDK knows no more. */
    @Override
    public boolean isTerminal(int fd) {
        Console console = fd >= 0 && fd < NioTable.FIRST ? System.console() : null;
        return console != null && console.isTerminal();
    }

    @Override
    public int pidfd(long pid) {
        return -Errno.ENOSYS;
    }

    @Override
    public int close(int fd) {
        NioFile file = find(fd) == null ? null : table.remove(fd);
        if (file == null) {
            return -Errno.EBADF;
        }
        release(file.channel());
        return 0;
    }

    private void release(Channel channel) {
        try {
            channel.close();
        } catch (IOException alreadyBroken) {
            // The channel is closed whatever it says, as a descriptor is.
        }
        if (channel instanceof SelectableChannel selectable && selectable.isRegistered()) {
            closeListeners.forEach(listener -> listener.accept(selectable));
        }
    }

    private @Nullable NioFile find(int fd) {
        NioFile file = table.find(fd);
        return file != null || fd < 0 || fd >= NioTable.FIRST ? file : standard.open(fd, table);
    }

    /** What a call does on an open descriptor. */
    private interface Operation {
        int on(NioFile file) throws IOException;
    }

    private int on(int fd, Operation operation) {
        NioFile file = find(fd);
        return file == null ? -Errno.EBADF : result(() -> operation.on(file));
    }

    /** What a call does. */
    private interface Call {
        int make() throws IOException;
    }

    private static int result(Call call) {
        try {
            return call.make();
        } catch (IOException | RuntimeException thrown) {
            return -NioErrors.errno(thrown);
        }
    }
}

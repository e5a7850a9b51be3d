package io.gyre.testing;

import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import io.gyre.net.Shutdown;
import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors that are made of memory: pipes, sockets and files behave as Linux' do, without a kernel. What is sent arrives at
 * once. One platform is one machine: it has every address, and only its own sockets are there.
 *
 * <p>What Linux has and this has not: the path of a Unix socket is not taken once it is closed, there is no TIME_WAIT, and
 * nothing ever blocks, whatever {@link #setNonblocking} says. All calls may be made from any thread. It counts calls, makes them
 * fail by script, and knows what is still open.
 */
public final class SimulatedPlatform implements Platform {
    /** How many bytes may be on their way in one direction of a stream, unless said otherwise. */
    public static final int DEFAULT_BUFFER = 65536;

    private final FdTable table = new FdTable();
    private final Network network = new Network(this);
    private final Faults faults = new Faults(this);
    private final Map<Call, Long> counts = new EnumMap<>(Call.class);

    /** Makes a machine without any descriptor. */
    public SimulatedPlatform() {}

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public boolean kernelDescriptors() {
        return false;
    }

    // What tests ask for.

    /** {@return the maker of descriptors here} */
    public Descriptors descriptors() {
        return new Descriptors(this);
    }

    /** {@return what is to go wrong here} */
    public Faults faults() {
        return faults;
    }

    /** {@return how often {@code call} has been made, with success or not} */
    public synchronized long count(Call call) {
        return counts.getOrDefault(call, 0L);
    }

    /** {@return every descriptor that is open, by number} Empty once nothing has leaked. */
    public synchronized List<OpenDescriptor> openDescriptors() {
        return table.list();
    }

    /** Bounds how many descriptors may be open at once; beyond, calls give EMFILE. */
    public synchronized void limitDescriptors(int most) {
        table.limit(most);
    }

    /**
     * Sets how many bytes may be on their way in each direction of the pipes and sockets that are made from now on. Small ones
     * make for short writes and EAGAIN.
     */
    public synchronized void bufferBytes(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a buffer of " + bytes + " bytes would let nothing through");
        }
        network.bufferBytes = bytes;
    }

    /** {@return a regular file that holds {@code content}, owned by the caller} It is always ready. */
    public synchronized Fd file(byte[] content) {
        return descriptors().adopt(table.add(new RegularFile(content)), false);
    }

    /** {@return what a regular file holds now} */
    public synchronized byte[] content(Fd file) {
        if (table.get(file.number()) instanceof RegularFile regular) {
            return regular.content();
        }
        throw new IllegalArgumentException(file + " is no regular file of this platform");
    }

    /** Breaks a connection as if the machine of {@code fd} had been switched off and on: the other end finds ECONNRESET. */
    public synchronized void reset(Fd fd) {
        if (!(table.get(fd.number()) instanceof StreamSocket socket)) {
            throw new IllegalArgumentException(fd + " is no stream socket of this platform");
        }
        socket.reset();
    }

    /** Lets attempts to connect to {@code address} wait in vain, as behind a firewall that drops them. */
    public synchronized void silence(SocketAddress address) {
        network.silence(Network.destination(address));
    }

    /** Lets {@code address} answer again, those who wait first: they are connected, or refused if nobody listens. */
    public synchronized void unsilence(SocketAddress address) {
        network.unsilence(Network.destination(address)).forEach(StreamSocket::callAgain);
    }

    /** Says what happens to UDP datagrams from now on: lost, late, or twice. */
    public synchronized void datagrams(DatagramPath path) {
        network.path(path);
    }

    // For the mechanism.

    @Nullable
    OpenFile lookUp(int fd) {
        return table.get(fd);
    }

    /** Counts a call. {@return {@code -errno} if it is to fail, or else the most bytes it may move} */
    int begin(Call call, int fd, int count) {
        counts.merge(call, 1L, Long::sum);
        return faults.met(call, fd, count);
    }

    /** Makes a call that is about no descriptor. */
    private int make(Call call, int descriptors, IntFunction<Integer> body) {
        int fate = begin(call, -1, 0);
        if (fate < 0) {
            return fate;
        }
        return table.hasRoom(descriptors) ? body.apply(fate) : Errno.EMFILE.result();
    }

    /** Makes a call on one descriptor. */
    private int on(Call call, int fd, ToIntFunction<OpenFile> body) {
        int fate = begin(call, fd, 0);
        OpenFile file = table.get(fd);
        if (file == null) {
            return Errno.EBADF.result();
        }
        return fate < 0 ? fate : body.applyAsInt(file);
    }

    // The calls.

    @Override
    public synchronized int socket(StandardProtocolFamily family, SocketType type) {
        return make(Call.SOCKET, 1, _ -> table.add(newSocket(family, type)));
    }

    private Socket newSocket(StandardProtocolFamily family, SocketType type) {
        return switch (type) {
            case STREAM -> new StreamSocket(network, family);
            case DATAGRAM -> new DatagramSocket(network, family);
        };
    }

    @Override
    public synchronized int socketpair(SocketType type, int[] out) {
        return make(Call.SOCKETPAIR, 2, _ -> {
            Socket one = newSocket(StandardProtocolFamily.UNIX, type);
            Socket other = newSocket(StandardProtocolFamily.UNIX, type);
            one.pairWith(other);
            return put(out, one, other);
        });
    }

    @Override
    public synchronized int pipe(int[] out) {
        return make(Call.PIPE, 2, _ -> {
            PipeEnd[] ends = PipeEnd.pair(network.bufferBytes);
            return put(out, ends[0], ends[1]);
        });
    }

    private int put(int[] out, OpenFile first, OpenFile second) {
        out[0] = table.add(first);
        out[1] = table.add(second);
        return 0;
    }

    @Override
    public synchronized int bind(int fd, SocketAddress address) {
        return on(Call.BIND, fd, file -> file.bind(address));
    }

    @Override
    public synchronized int listen(int fd, int backlog) {
        return on(Call.LISTEN, fd, file -> file.listen(backlog));
    }

    @Override
    public synchronized int connect(int fd, SocketAddress address) {
        return on(Call.CONNECT, fd, file -> file.connect(address));
    }

    /** The descriptor is reserved first, so that a connection that finds none stays where it is, as on Linux. */
    @Override
    public synchronized int accept(int fd) {
        return on(Call.ACCEPT, fd, file -> {
            if (!table.hasRoom(1)) {
                return Errno.EMFILE.result();
            }
            int objection = file.acceptable();
            return objection < 0 ? objection : table.add(file.takeConnection());
        });
    }

    @Override
    public synchronized int shutdown(int fd, Shutdown how) {
        return on(Call.SHUTDOWN, fd, file -> file.shutdown(how));
    }

    @Override
    public synchronized int recv(int fd, MemorySegment buffer, long offset, int count) {
        return receive(Call.RECV, fd, buffer, offset, count);
    }

    @Override
    public synchronized int read(int fd, MemorySegment buffer, long offset, int count) {
        return receive(Call.READ, fd, buffer, offset, count);
    }

    private int receive(Call call, int fd, MemorySegment buffer, long offset, int count) {
        check(buffer, offset, count);
        int fate = begin(call, fd, count);
        OpenFile file = table.get(fd);
        int objection = objection(call == Call.RECV, file, fate);
        return file == null || objection < 0 ? objection : file.receive(buffer, offset, Math.min(count, fate));
    }

    @Override
    public synchronized int send(int fd, MemorySegment buffer, long offset, int count) {
        return send(Call.SEND, fd, buffer, offset, count);
    }

    @Override
    public synchronized int write(int fd, MemorySegment buffer, long offset, int count) {
        return send(Call.WRITE, fd, buffer, offset, count);
    }

    private int send(Call call, int fd, MemorySegment buffer, long offset, int count) {
        check(buffer, offset, count);
        int fate = begin(call, fd, count);
        OpenFile file = table.get(fd);
        int objection = objection(call == Call.SEND, file, fate);
        return file == null || objection < 0 ? objection : file.send(buffer, offset, Math.min(count, fate));
    }

    @Override
    public synchronized int sendto(int fd, MemorySegment buffer, long offset, int count, SocketAddress to) {
        check(buffer, offset, count);
        int fate = begin(Call.SEND, fd, count);
        OpenFile file = table.get(fd);
        int objection = objection(true, file, fate);
        return file == null || objection < 0 ? objection : file.sendTo(buffer, offset, Math.min(count, fate), to);
    }

    @Override
    public synchronized int recvfrom(
            int fd, MemorySegment buffer, long offset, int count, @Nullable SocketAddress[] from) {
        check(buffer, offset, count);
        int fate = begin(Call.RECV, fd, count);
        OpenFile file = table.get(fd);
        int objection = objection(true, file, fate);
        return file == null || objection < 0
                ? objection
                : file.receiveFrom(buffer, offset, Math.min(count, fate), from);
    }

    private static int objection(boolean socketOnly, @Nullable OpenFile file, int fate) {
        if (file == null) {
            return Errno.EBADF.result();
        }
        return socketOnly && !file.isSocket() ? Errno.ENOTSOCK.result() : Math.min(fate, 0);
    }

    /** A program that works here is to work with the kernel, which can only reach native memory. */
    private static void check(MemorySegment buffer, long offset, int count) {
        Objects.checkFromIndexSize(offset, count, buffer.byteSize());
        if (!buffer.isNative()) {
            throw new IllegalArgumentException("the segment is on the heap: allocate it from an Arena");
        }
    }

    @Override
    public synchronized int setOption(int fd, SocketOption option, int value) {
        return on(Call.SET_OPTION, fd, file -> file.setOption(option, value));
    }

    @Override
    public synchronized int option(int fd, SocketOption option) {
        return on(Call.OPTION, fd, file -> file.option(option));
    }

    @Override
    public synchronized @Nullable SocketAddress localAddress(int fd) {
        OpenFile file = table.get(fd);
        return file == null ? null : file.localAddress();
    }

    @Override
    public synchronized @Nullable SocketAddress remoteAddress(int fd) {
        OpenFile file = table.get(fd);
        return file == null ? null : file.remoteAddress();
    }

    @Override
    public synchronized int setNonblocking(int fd, boolean nonblocking) {
        return on(Call.FCNTL, fd, file -> {
            boolean before = file.nonblocking;
            file.nonblocking = nonblocking;
            return before ? 1 : 0;
        });
    }

    /** Nothing is ever executed here, so that it only has to be a descriptor. */
    @Override
    public synchronized int setCloseOnExec(int fd, boolean closeOnExec) {
        return on(Call.FCNTL, fd, _ -> 0);
    }

    @Override
    public synchronized int dup(int fd) {
        return on(Call.DUP, fd, file -> table.hasRoom(1) ? table.add(file) : Errno.EMFILE.result());
    }

    @Override
    public boolean isTerminal(int fd) {
        return false;
    }

    /** There are no processes here. */
    @Override
    public int pidfd(long pid) {
        return Errno.ENOSYS.result();
    }

    /** A failing close closes all the same, as on Linux. */
    @Override
    public synchronized int close(int fd) {
        int fate = begin(Call.CLOSE, fd, 0);
        OpenFile file = table.get(fd);
        if (file == null) {
            return Errno.EBADF.result();
        }
        table.remove(fd, file);
        return Math.min(fate, 0);
    }
}

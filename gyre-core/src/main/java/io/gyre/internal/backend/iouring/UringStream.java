package io.gyre.internal.backend.iouring;

import io.gyre.backend.SocketAcceptor;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.Landing;
import io.gyre.buffer.Pinned;
import io.gyre.buffer.VectoredIo;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One socket's operations: at most one receive, which answers again and again, and at most one send, so that bytes keep their order. What
 * has come is a list of landings, and then perhaps an end. A listening socket's receive is an accept, and what has come are connections. All but the methods of {@link SocketStream} are called with the
 * base's lock held; those that take no lock run on the loop's thread, which alone takes completions while it runs.
 *
 * <pre>
 * a send: IDLE ──send──► QUEUED ──wait──► UNDER_WAY ──completion──► DONE ──sent──► IDLE
 * </pre>
 */
final class UringStream implements SocketStream, SocketAcceptor {
    enum Send {
        IDLE,
        QUEUED,
        UNDER_WAY,
        DONE
    }

    /** Nothing but bytes has come; an end is 0, a failure is negative. */
    private static final int NO_END = 1;

    /** In bulk it is quicker to receive by a call into memory that the last message left in the CPU's cache. */
    private static final int BULK = 16 << 10;

    /** So many smaller pieces in a row end it, for it costs some requests to change over. */
    private static final int PATIENCE = 8;

    private final Streams streams;
    final int fd;
    private final Fd socket;

    /** What its completions are called, without the operation. */
    final long name;

    /** What has come to a listening socket; null if it is none. */
    final @Nullable AcceptQueue accepted;

    private final Runnable onSent;

    /** Whether somebody waits for the descriptor to be readable. */
    boolean wanted;

    /** Whether the kernel has the receive, and whether it was told to let go of it. */
    boolean receiving;

    boolean cancelling;

    /** Whether that is no receive, but a poll; and whether one has found something that was not read. */
    boolean polling;

    boolean ready;

    /** How many small pieces may come before this is no bulk any more; 0 if it is none. A listening socket has 1 while it accepts by calls. */
    private int bulk;

    /** Whether it is in one of the lists of {@link Streams}. */
    boolean listed;

    boolean listedInLoop;

    Send send = Send.IDLE;

    /** What is being sent; null if nothing is. */
    @Nullable
    Pinned pinned;

    boolean stopped;
    boolean closed;

    /** Whether it was stopped, and the kernel owes it a last word. */
    boolean dying;

    private int first = Landings.NONE;
    private int last = Landings.NONE;
    private int end = NO_END;
    private int result;

    UringStream(Streams streams, Fd socket, long name, @Nullable AcceptQueue accepted, Runnable onSent) {
        this.streams = streams;
        this.fd = socket.number();
        this.socket = socket;
        this.name = name;
        this.accepted = accepted;
        this.onSent = onSent;
    }

    /** {@return whether the descriptor is as good as readable} */
    boolean holds() {
        return first != Landings.NONE || end != NO_END || ready || hasAccepted();
    }

    private boolean hasAccepted() {
        return accepted != null && !accepted.isEmpty();
    }

    /** {@return whether the loop does not go on before the kernel has let go of it, once it is told to} */
    boolean isAwaited() {
        return stopped || (accepted != null && cancelling);
    }

    boolean isBulk() {
        return bulk > 0;
    }

    /** {@return whether what the kernel has, or had last, is what it should have} */
    boolean wantsSuch() {
        return wanted && isBulk() == polling && (accepted == null || !accepted.isFull());
    }

    boolean isIdleInKernel() {
        return !receiving && send != Send.UNDER_WAY;
    }

    // Completions.

    /** A piece has come. */
    void hold(int landing) {
        weigh(streams.landings.get(landing).left());
        streams.landings.link(landing, Landings.NONE);
        if (last == Landings.NONE) {
            first = landing;
        } else {
            streams.landings.link(last, landing);
        }
        last = landing;
    }

    private void weigh(long piece) {
        if (piece >= BULK) {
            bulk = PATIENCE;
        } else if (piece > 0 && bulk > 0) {
            bulk--;
        }
    }

    /** Receiving has ended, with 0 for the end of the stream, or {@code -errno}. What is temporary is as if it had not been. */
    void receivingEnded(int how) {
        if (how != -Errno.ENOBUFS && how != -Errno.ECANCELED && how != -Errno.EINTR && how != -Errno.EAGAIN) {
            end = how;
        }
    }

    /** A connection has come, or accepting has ended. For want of descriptors it ends even if nobody connects, which a poll finds out. */
    void accepted(int how) {
        if (how < 0 && how != -Errno.ECANCELED) {
            bulk = 1;
            ready = how != -Errno.EMFILE && how != -Errno.ENFILE; // A call tells what is the matter.
        } else if (how < 0) {
            return;
        } else if (stopped || accepted == null) {
            socket.platform().close(how);
        } else {
            accepted.add(how);
        }
    }

    void sendEnded(int how) {
        result = how;
        send = Send.DONE;
        unpin();
        if (!stopped) {
            onSent.run();
        }
    }

    void unpin() {
        Pinned mine = pinned;
        pinned = null;
        if (mine != null) {
            streams.unpin(mine);
        }
    }

    void dropHeld() {
        while (first != Landings.NONE) {
            int landing = first;
            first = streams.landings.next(landing);
            streams.landings.free(landing);
        }
        last = Landings.NONE;
        while (accepted != null && !accepted.isEmpty()) {
            socket.platform().close(accepted.take());
        }
    }

    // The bytes, and the connections.

    @Override
    public @Nullable Fd accept() throws ErrnoException {
        if (accepted != null && !accepted.isEmpty()) {
            return new Descriptors(socket.platform()).adopt(accepted.take(), true);
        }
        if (!ready || stopped) {
            return null;
        }
        ready = false;
        Fd connection = socket.accept();
        if (connection != null) {
            ready = true;
            bulk = 0; // There are descriptors again.
        }
        return connection;
    }

    @Override
    public long receive(EvBuffer target, long most) throws IOException {
        long moved = 0;
        while (first != Landings.NONE && moved < most) {
            Landing landing = streams.landings.get(first);
            moved += landing.moveTo(target, most - moved);
            if (landing.left() == 0) {
                dropFirst();
            }
        }
        if (moved > 0 || most == 0) {
            return moved;
        }
        if (end != NO_END) {
            return takeEnd();
        }
        return ready && !stopped ? call(target, most) : VectoredIo.WOULD_BLOCK;
    }

    private long call(EvBuffer target, long most) throws IOException {
        ready = false;
        long got = target.read(socket, most);
        ready = got == most; // Otherwise that was all, or the next poll tells.
        weigh(ready ? BULK : got);
        return got;
    }

    private void dropFirst() {
        int emptied = first;
        first = streams.landings.next(emptied);
        if (first == Landings.NONE) {
            last = Landings.NONE;
        }
        streams.landings.free(emptied);
    }

    /** It is told once: whoever still wants to read asks the kernel again. */
    private long takeEnd() throws ErrnoException {
        int how = end;
        end = NO_END;
        streams.visitInLoop(this);
        if (how < 0) {
            throw new ErrnoException("recv", how);
        }
        return VectoredIo.EOF;
    }

    @Override
    public boolean send(EvBuffer source, long most) {
        if (send != Send.IDLE) {
            throw new IllegalStateException("a send is under way on fd " + fd + ": one at a time keeps the order");
        }
        Pinned front = streams.pin();
        if (stopped || front.pin(source, most) == 0) {
            streams.unpin(front);
            return false;
        }
        pinned = front;
        send = Send.QUEUED;
        streams.sends++;
        streams.visitInLoop(this);
        return true;
    }

    @Override
    public boolean isSending() {
        return send != Send.IDLE;
    }

    @Override
    public long sent() throws ErrnoException {
        if (send != Send.DONE) {
            return 0;
        }
        send = Send.IDLE;
        if (result < 0 && result != -Errno.ECANCELED) {
            throw new ErrnoException("send", result);
        }
        return Math.max(result, 0);
    }

    @Override
    public boolean stop() {
        return streams.stop(this);
    }

    @Override
    public boolean close() {
        return streams.close(this);
    }
}

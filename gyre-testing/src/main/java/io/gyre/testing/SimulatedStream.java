package io.gyre.testing;

import io.gyre.backend.Interest;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.Pinned;
import io.gyre.buffer.VectoredIo;
import io.gyre.net.ErrnoException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one socket, moved where the loop waits, as io_uring does: what comes is received ahead while somebody waits for it, and what
 * is sent goes during the wait after. Guarded by the platform's lock.
 */
final class SimulatedStream implements SocketStream {
    private enum Send {
        IDLE,
        QUEUED,
        /** The mechanism has not told it yet. */
        GONE,
        DONE
    }

    /** How much is received ahead, or sent at once, at most. */
    static final int MOST_AHEAD = 1 << 16;

    /** Nothing but bytes has come; an end is 0, a failure is negative. */
    private static final int NO_END = 1;

    private final SimulatedPlatform platform;
    private final SimulatedBackend owner;
    final int fd;
    private final Runnable onSent;
    private final EvBuffer held = new EvBuffer();
    private int end = NO_END;
    private Send send = Send.IDLE;
    private byte[] sending = {};
    private int result;
    private @Nullable Watch untilRoom;
    private boolean stopped;

    SimulatedStream(SimulatedPlatform platform, SimulatedBackend owner, int fd, Runnable onSent) {
        this.platform = platform;
        this.owner = owner;
        this.fd = fd;
        this.onSent = onSent;
    }

    // For the mechanism.

    /** {@return whether the descriptor is as good as readable} */
    boolean holds() {
        return !held.isEmpty() || end != NO_END;
    }

    boolean isUnderWay() {
        return send == Send.QUEUED || send == Send.GONE;
    }

    /** Takes what has come. */
    void pull() {
        MemorySegment room = owner.scratch();
        while (end == NO_END && held.length() < MOST_AHEAD) {
            int count = platform.recv(fd, room, 0, MOST_AHEAD - (int) held.length());
            if (count > 0) {
                held.add(room.asSlice(0, count));
            } else if (count == Errno.EAGAIN.result()) {
                return;
            } else if (count != Errno.EINTR.result()) {
                end = count;
            }
        }
    }

    /** Sends what there is room for. {@return whether there is something to tell} */
    boolean push() {
        if (send == Send.QUEUED) {
            MemorySegment bytes = owner.scratch();
            MemorySegment.copy(sending, 0, bytes, ValueLayout.JAVA_BYTE, 0, sending.length);
            int count = platform.send(fd, bytes, 0, sending.length);
            if (count == Errno.EAGAIN.result() || count == Errno.EINTR.result()) {
                awaitRoom();
            } else {
                ended(count, Send.GONE);
            }
        }
        return send == Send.GONE;
    }

    /** Has a peer that makes room end the wait. */
    private void awaitRoom() {
        OpenFile file = platform.lookUp(fd);
        if (untilRoom == null && file != null) {
            untilRoom = new Watch(owner, fd, file, Interest.WRITE);
            file.addWatch(untilRoom);
        }
    }

    private void ended(int how, Send state) {
        result = how;
        send = state;
        sending = new byte[0];
        if (untilRoom != null) {
            untilRoom.file.removeWatch(untilRoom);
            untilRoom = null;
        }
    }

    /** {@return what to call, without the platform's lock, about a send that has gone; null if there is none} */
    @Nullable
    Runnable told() {
        if (send != Send.GONE) {
            return null;
        }
        send = Send.DONE;
        return onSent;
    }

    // The bytes.

    @Override
    public long receive(EvBuffer target, long most) throws ErrnoException {
        synchronized (platform) {
            if (!held.isEmpty() || most == 0) {
                return held.removeBuffer(target, Math.min(most, held.length()));
            }
            int how = end;
            end = NO_END; // It is told once: whoever still wants to read asks again.
            if (how < 0) {
                throw new ErrnoException("recv", how);
            }
            return how == 0 ? VectoredIo.EOF : VectoredIo.WOULD_BLOCK;
        }
    }

    @Override
    public boolean send(EvBuffer source, long most) {
        synchronized (platform) {
            if (send != Send.IDLE) {
                throw new IllegalStateException("a send is under way on fd " + fd + ": one at a time keeps the order");
            }
            var front = new Pinned();
            int count = stopped ? 0 : (int) front.pin(source, Math.min(most, MOST_AHEAD));
            front.release();
            if (count > 0) {
                sending = new byte[count];
                int _ = source.copyOut(sending);
                send = Send.QUEUED;
            }
            return count > 0;
        }
    }

    @Override
    public boolean isSending() {
        synchronized (platform) {
            return send != Send.IDLE;
        }
    }

    @Override
    public long sent() throws ErrnoException {
        synchronized (platform) {
            if (send != Send.DONE) {
                return 0;
            }
            send = Send.IDLE;
            if (result < 0) {
                throw new ErrnoException("send", result);
            }
            return result;
        }
    }

    @Override
    public boolean stop() {
        synchronized (platform) {
            stopped = true;
            if (send == Send.QUEUED) {
                ended(0, Send.DONE);
            } else if (send == Send.GONE) {
                send = Send.DONE;
            }
            owner.forget(this);
            return true;
        }
    }

    @Override
    public boolean close() {
        synchronized (platform) {
            boolean _ = stop();
            long _ = held.drain(held.length());
            return true;
        }
    }
}

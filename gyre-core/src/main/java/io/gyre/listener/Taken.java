package io.gyre.listener;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Listening sockets that came from another process by {@link HandOver#take}. That process accepts on them as well until
 * {@link #confirm}.
 */
public final class Taken implements AutoCloseable {
    private final List<Fd> sockets;
    private final long predecessor;
    private final Fd connection;

    Taken(List<Fd> sockets, long predecessor, Fd connection) {
        this.sockets = List.copyOf(sockets);
        this.predecessor = predecessor;
        this.connection = connection;
    }

    /** {@return the sockets in the order of {@link HandOver#serve}, owned by the caller, non-blocking and close on exec} */
    public List<Fd> sockets() {
        return sockets;
    }

    /** {@return the number of the process that had them} */
    public long predecessor() {
        return predecessor;
    }

    /**
     * Says that this process accepts now, so that the other stops. To be called once the listeners are enabled, and
     * {@link HandOver#serve} waits for the next successor.
     *
     * @throws ErrnoException if the other process has gone
     */
    public void confirm() throws ErrnoException {
        try (var arena = Arena.ofConfined()) {
            MemorySegment byteToSend = arena.allocate(1);
            byteToSend.set(ValueLayout.JAVA_BYTE, 0, HandOver.CONFIRMATION);
            connection.write(byteToSend);
        } finally {
            connection.close();
        }
    }

    /** Takes over no more, if that was not confirmed: the other process goes on. The sockets stay the caller's. Idempotent. */
    @Override
    public void close() {
        connection.close();
    }
}

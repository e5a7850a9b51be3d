package io.gyre.listener;

import static io.gyre.listener.ProxyHeaderException.Reason.CUT_SHORT;
import static io.gyre.listener.ProxyHeaderException.Reason.LATE;

import io.gyre.buffer.VectoredIo;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A connection whose PROXY header is not complete yet. No read asks for more than the header must still have, so that what follows stays
 * in the socket. To look ahead instead ({@code MSG_PEEK}) would leave half a header readable, and the loop would spin.
 */
final class ProxyArrival {
    private final ProxyGate gate;
    private final Fd connection;

    /** The connection's other end, asked for while it is there. */
    private final @Nullable SocketAddress peer;

    private byte[] bytes = new byte[ProxyV1.LEAST];
    private int count;
    private @Nullable Event readable;
    private @Nullable Event late;

    ProxyArrival(ProxyGate gate, Fd connection) {
        this.gate = gate;
        this.connection = connection;
        this.peer = connection.remoteAddress();
    }

    Fd connection() {
        return connection;
    }

    @Nullable
    SocketAddress peer() {
        return peer;
    }

    void await(EventBase base, Duration deadline) {
        readable = base.event(connection, EventMask.READ.or(EventMask.PERSIST), (_, _) -> advance())
                .name("PROXY header")
                .add();
        late = base.timer((_, _) -> {
                    endWaiting();
                    gate.onRefused(
                            this,
                            new ProxyHeaderException(LATE, "no PROXY header within " + deadline.toMillis() + " ms"));
                })
                .name("PROXY header's deadline")
                .add(deadline);
    }

    /** Reads on. {@return whether the connection has gone further: to the callback, or away} */
    boolean advance() {
        try {
            for (int least = ProxyHeader.atLeast(bytes, count);
                    least > count;
                    least = ProxyHeader.atLeast(bytes, count)) {
                if (!read(least - count)) {
                    return false;
                }
            }
            ProxyHeader header = ProxyHeader.whole(bytes, count);
            endWaiting();
            gate.onHeader(this, header);
        } catch (ProxyHeaderException unusable) {
            endWaiting();
            gate.onRefused(this, unusable);
        } catch (ErrnoException broken) {
            endWaiting();
            gate.onFailure(this, broken);
        }
        return true;
    }

    private boolean read(int most) throws ErrnoException, ProxyHeaderException {
        MemorySegment scratch = gate.scratch;
        int got = connection.read(scratch, 0, most);
        if (got == VectoredIo.WOULD_BLOCK) {
            return false;
        }
        if (got == VectoredIo.EOF) {
            throw new ProxyHeaderException(
                    CUT_SHORT, "the connection ended after " + count + " bytes of a PROXY header");
        }
        if (count + got > bytes.length) {
            bytes = Arrays.copyOf(bytes, count + most);
        }
        MemorySegment.copy(scratch, ValueLayout.JAVA_BYTE, 0, bytes, count, got);
        count += got;
        return true;
    }

    private void endWaiting() {
        if (readable != null) {
            readable.close();
        }
        if (late != null) {
            late.close();
        }
    }

    void close() {
        endWaiting();
        connection.close();
    }
}

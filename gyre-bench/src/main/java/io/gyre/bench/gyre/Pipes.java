package io.gyre.bench.gyre;

import io.gyre.bench.peer.PipeRounds;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** {@code pipes} over Gyre's events. Arguments: {@code lock|nolock}, then those of the rounds. */
public final class Pipes extends PipeRounds {
    private static final EventMask READ_AND_PERSIST = EventMask.READ.or(EventMask.PERSIST);

    private final EventBase base;
    private final MemorySegment one = Arena.global().allocate(1);
    private final Fd[] readEnds = new Fd[pairs];
    private final Fd[] writeEnds = new Fd[pairs];
    private final EventCallback[] callbacks = new EventCallback[pairs];
    private final Event[] events = new Event[pairs];

    private Pipes(String locking, String[] arguments) throws IOException {
        super(arguments);
        base = Bases.of(locking);
        for (int i = 0; i < pairs; i++) {
            int pair = i;
            FdPair ends = Descriptors.system().socketpair();
            readEnds[i] = ends.first();
            writeEnds[i] = ends.second();
            callbacks[i] = (_, _) -> onReadable(pair);
            events[i] = base.event(readEnds[i], READ_AND_PERSIST, callbacks[i]);
        }
    }

    public static void main(String[] arguments) throws IOException {
        new Pipes(arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length)).run();
    }

    @Override
    protected void armAll() {
        for (int i = 0; i < pairs; i++) {
            events[i].remove();
            events[i].assign(base, readEnds[i], READ_AND_PERSIST, callbacks[i]).add();
        }
    }

    @Override
    protected void turn() {
        base.loop(Bases.ONE_POLL);
    }

    @Override
    protected int receiveByte(int pair) throws IOException {
        return readEnds[pair].read(one, 0, 1);
    }

    @Override
    protected void sendByte(int pair) throws IOException {
        if (writeEnds[pair].write(one, 0, 1) != 1) {
            throw new IOException("the socket buffer of pair " + pair + " is full");
        }
    }
}

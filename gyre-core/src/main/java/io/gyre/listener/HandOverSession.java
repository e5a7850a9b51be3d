package io.gyre.listener;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.Log;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;

/** One successor: it is sent the sockets, and has to confirm. */
final class HandOverSession {
    /** The successor has time to start its loop, and no more, for until then no other can come. */
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private final Fd connection;
    private final Runnable onConfirmed;
    private final Event answer;
    private final MemorySegment got = Arena.ofAuto().allocate(1);

    HandOverSession(EventBase base, Fd connection, Runnable onConfirmed) {
        this.connection = connection;
        this.onConfirmed = onConfirmed;
        answer = base.event(connection, EventMask.READ, (_, fired) -> onAnswer(fired.contains(EventMask.READ)))
                .name("hand-over");
    }

    boolean isOpen() {
        return connection.isOpen();
    }

    void send(MemorySegment greeting, List<Fd> sockets) {
        int[] numbers = sockets.stream().mapToInt(Fd::number).toArray();
        int sent = connection.platform().sendDescriptors(connection.number(), greeting, numbers);
        if (sent == greeting.byteSize()) {
            answer.add(DEADLINE);
        } else {
            Log.warn("could not hand over: " + new ErrnoException("sendmsg", Math.min(sent, 0)).getMessage());
            close();
        }
    }

    private void onAnswer(boolean came) {
        boolean confirmed = false;
        try {
            confirmed = came && connection.read(got) == 1 && got.get(JAVA_BYTE, 0) == HandOver.CONFIRMATION;
        } catch (ErrnoException gone) {
            Log.warn("the process that took over has gone: " + gone.getMessage());
        }
        close();
        if (confirmed) {
            onConfirmed.run();
        } else {
            Log.warn("a process took the listening sockets and did not confirm, so this one goes on");
        }
    }

    void close() {
        answer.close();
        connection.close();
    }
}

package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Pipe;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pipes between sockets, and the end that waits for the output. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class SocketPipeTest extends BufferEventSuite {
    private FdPair left;
    private FdPair right;
    private SocketBufferEvent source;
    private SocketBufferEvent target;

    SocketPipeTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        left = world.pair();
        right = world.pair();
        source = over(left.second(), new BufferEventCallbacks() {});
        target = over(right.first(), new BufferEventCallbacks() {});
    }

    /** Runs the loop until the pipe has ended and the end has arrived. {@return how much that was} */
    private int runToTheEnd(Pipe pipe) {
        int[] received = new int[1];
        boolean[] atEnd = new boolean[1];
        base.event(right.second(), EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    int got = Bytes.receive(right.second()).length();
                    received[0] += got;
                    if (got == 0) {
                        atEnd[0] = true;
                        event.close();
                    }
                })
                .add();
        while (!pipe.isEnded() || !atEnd[0]) {
            base.loop(LoopFlag.ONCE);
        }
        return received[0];
    }

    private Pipe pipe() {
        return source.pipeTo(target, (_, outcome) -> note(outcome.getClass().getSimpleName()));
    }

    @Test
    void muchGoesThroughASlowTargetAndTheEndFollows() {
        var writer = over(left.first(), new BufferEventCallbacks() {});
        target.watermarks(Direction.WRITING, new Watermarks(0, 64 << 10));
        Pipe pipe = pipe();
        int size = 3 << 20;
        writer.write(new byte[size]);
        writer.shutdownWriting();
        assertEquals(size, runToTheEnd(pipe));
        assertRan("Eof");
        assertFalse(source.isClosed() || target.isClosed());
    }

    @Test
    void theOtherWayGoesOnAfterAnEnd() throws IOException {
        Pipe there = pipe();
        Pipe back = target.pipeTo(
                source, (_, outcome) -> note("back " + outcome.getClass().getSimpleName()));
        left.first().shutdown(Shutdown.WRITING);
        runToTheEnd(there);
        Bytes.send(right.second(), "late");
        world.settle(right.first(), EventMask.READ);
        look();
        look();
        world.settle(left.first(), EventMask.READ);
        assertEquals("late", Bytes.receive(left.first()));
        assertFalse(back.isEnded());
        assertRan("Eof");
    }

    @Test
    void aTargetWhosePeerIsGoneClosesBoth() {
        Pipe pipe = pipe();
        right.second().close();
        Bytes.send(left.first(), "x");
        while (!pipe.isEnded()) {
            base.loop(LoopFlag.ONCE);
        }
        assertRan("Failed");
        assertTrue(source.isClosed() && target.isClosed());
    }

    @Test
    void theWritingHalfEndsAfterWhatWasWritten() {
        BufferEvent event = target;
        event.write("abc");
        event.shutdownWriting();
        event.shutdownWriting();
        look();
        world.settle(right.second(), EventMask.READ);
        assertEquals("abc", Bytes.receive(right.second()));
        world.settle(right.second(), EventMask.READ);
        assertEquals("", Bytes.receive(right.second()));
    }
}

package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Pipe;
import io.gyre.bufferevent.PipeCallback;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import io.gyre.testing.ScriptedPeer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the users of a pipe may do when they are called: of its ends, and of itself. */
class PipeFaultsTest extends BufferEventSuite {
    /** Whose callback it is. */
    enum Who {
        SOURCE,
        TARGET,
        PIPE
    }

    /** How the transfer ends. */
    enum How {
        END,
        SOURCE_RESET,
        TARGET_RESET
    }

    /** What the callback does. */
    enum Deed {
        CLOSE_THE_PIPE,
        CLOSE_THE_SOURCE,
        CLOSE_THE_TARGET,
        CLOSE_BOTH,
        THROW
    }

    private final FdPair left = tcpPair();
    private final FdPair right = tcpPair();
    private final ScriptedPeer writer = world.simulation().peer(left.first());
    private final ScriptedPeer reader = world.simulation().peer(right.second());
    private final SocketBufferEvent source = over(left.second(), new Counting(), BufferEventOption.CLOSE_ON_FREE);
    private final SocketBufferEvent target = over(right.first(), new Counting(), BufferEventOption.CLOSE_ON_FREE);
    private final List<Outcome> endings = new ArrayList<>();

    PipeFaultsTest() {
        super(World.simulated());
    }

    @AfterEach
    void nothingIsLeftBehind() {
        source.close();
        target.close();
        look();
        assertEquals(0, base.count(EventCount.ADDED), base::explain);
        assertEquals(0, base.buffers().liveBytes());
    }

    static Stream<Arguments> all() {
        return Arrays.stream(Who.values())
                .flatMap(who -> Arrays.stream(How.values())
                        .flatMap(how -> Arrays.stream(Deed.values()).map(deed -> Arguments.of(who, how, deed))));
    }

    private void act(Deed deed, Pipe pipe) {
        switch (deed) {
            case CLOSE_THE_PIPE -> pipe.close();
            case CLOSE_THE_SOURCE -> source.close();
            case CLOSE_THE_TARGET -> target.close();
            case CLOSE_BOTH -> {
                source.close();
                target.close();
            }
            case THROW -> throw new IllegalStateException("thrown by a callback");
        }
    }

    private void end(How how) throws IOException {
        switch (how) {
            case END -> left.first().shutdown(Shutdown.WRITING);
            case SOURCE_RESET -> world.simulation().platform().reset(left.first());
            case TARGET_RESET -> {
                world.simulation().platform().reset(right.second());
                writer.send("more");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void whateverACallbackDoesThePipeEndsOnceAndNothingIsLeft(Who who, How how, Deed deed) throws IOException {
        int[] done = new int[1];
        Pipe[] made = new Pipe[1];
        BufferEventCallbacks acting = new BufferEventCallbacks() {
            @Override
            public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
                done[0]++;
                act(deed, made[0]);
            }
        };
        PipeCallback callback = (pipe, outcome) -> {
            endings.add(outcome);
            if (who == Who.PIPE) {
                done[0]++;
                act(deed, pipe);
            }
        };
        if (who != Who.PIPE) {
            (who == Who.SOURCE ? source : target).callbacks(acting);
        }
        target.enable(EventMask.READ);
        made[0] = source.pipeTo(target, callback);
        writer.send("abc");
        for (int i = 0; i < 3; i++) {
            look();
        }
        assertEquals("abc", reader.receivedText());
        end(how);
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertTrue(endings.size() <= 1, endings::toString);
        if (done[0] > 0) {
            assertTrue(made[0].isEnded());
        }
        if (deed == Deed.THROW && done[0] > 0) {
            assertLogged("thrown by a callback");
        }
    }

    @ParameterizedTest
    @EnumSource(Deed.class)
    void theSameAmongTheBytes(Deed deed) {
        int[] done = new int[1];
        Pipe[] made = new Pipe[1];
        target.callbacks(new BufferEventCallbacks() {
            @Override
            public void onWritable(BufferEvent bufferEvent) {
                if (done[0]++ == 0) {
                    act(deed, made[0]);
                }
            }
        });
        made[0] = source.pipeTo(target, (_, outcome) -> endings.add(outcome));
        writer.send("abc");
        for (int i = 0; i < 5; i++) {
            look();
        }
        assertEquals("abc", reader.receivedText());
        assertTrue(made[0].isEnded());
        assertEquals(List.of(), endings);
        if (deed == Deed.THROW) {
            assertLogged("thrown by a callback");
        }
    }
}

package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopResult;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import org.junit.jupiter.api.Test;

/** What is particular to bufferevents whose bytes the mechanism moves by itself; all else they share with the others, and their suites. */
class AsyncBufferEventTest extends BufferEventSuite {
    AsyncBufferEventTest() {
        super(World.named(World.ASYNC));
    }

    private SocketBufferEvent reading(Fd fd, BufferEventCallbacks callbacks) {
        SocketBufferEvent made = over(fd, callbacks);
        made.enable(EventMask.READ);
        return made;
    }

    /** Sends everything back. */
    private static final BufferEventCallbacks ECHO = new BufferEventCallbacks() {
        @Override
        public void onReadable(BufferEvent bufferEvent) {
            bufferEvent.write(bufferEvent.input());
        }
    };

    @Test
    void theFlagOfTheBaseMakesThemAsynchronous() {
        assertTrue(reading(pair().first(), ECHO).isAsync());
    }

    private FdPair pair() {
        return world.pair();
    }

    @Test
    void theOptionMakesOneAsynchronousOnABaseWithoutTheFlag() {
        try (var plain = new EventBase(World.named("io_uring").config().build());
                var without = SocketBufferEvent.of(plain, pair().first());
                var with = SocketBufferEvent.of(plain, pair().first(), BufferEventOption.ASYNC)) {
            assertFalse(without.isAsync());
            assertTrue(with.isAsync());
        }
    }

    @Test
    void theOptionIsRefusedWhereTheMechanismCannot() {
        try (var plain = new EventBase(World.named("poll").config().build())) {
            var refused = assertThrows(
                    IllegalArgumentException.class,
                    () -> SocketBufferEvent.of(plain, pair().first(), BufferEventOption.ASYNC));
            assertTrue(String.valueOf(refused.getMessage()).contains("preferMethod(\"io_uring\")"), refused::toString);
        }
    }

    @Test
    void manyBytesComeBackAsTheyWent() {
        FdPair pair = tcpPair();
        reading(pair.first(), ECHO);
        var back = new StringBuilder();
        SocketBufferEvent client = reading(pair.second(), new BufferEventCallbacks() {
            @Override
            public void onReadable(BufferEvent bufferEvent) {
                back.append(take(bufferEvent.input()));
            }
        });
        String sent = letters(3_000_000);
        client.write(sent);
        runUntil(() -> back.length() == sent.length());
        assertEquals(sent, back.toString());
    }

    @Test
    void theLoopGoesOnUntilTheKernelHasWhatWasWritten() {
        FdPair pair = pair();
        over(pair.first(), new Noting("a")).write("hello");
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("a.write(0)");
        assertEquals("hello", Bytes.receive(pair.second()));
    }

    @Test
    void oneThatIsClosedWithASendUnderWayLetsItsSocketGoAtOnce() {
        FdPair pair = tcpPair();
        SocketBufferEvent full = over(pair.first(), new Noting("a"), BufferEventOption.CLOSE_ON_FREE);
        full.maxSingleWrite(8192); // So few that none goes by a call.
        full.write(letters(20_000_000));
        runUntil(() -> base.explain().contains("1 sends that the kernel has not completed"));
        full.close();
        var peer = new Noting("b");
        SocketBufferEvent reader = reading(pair.second(), new BufferEventCallbacks() {
            @Override
            public void onReadable(BufferEvent bufferEvent) {
                bufferEvent.input().drain(Long.MAX_VALUE);
            }

            @Override
            public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
                peer.onOutcome(bufferEvent, outcome);
            }
        });
        runUntil(() -> !reader.enabled().contains(EventMask.READ));
        assertRanOneOf("b.READING|EOF", "b.READING|ERROR,ECONNRESET");
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    @Test
    void bytesThatComeAfterReadingWasDisabledAreHeldAndNotLost() {
        FdPair pair = pair();
        SocketBufferEvent reader = reading(pair.first(), new Noting("a"));
        look();
        reader.disable(EventMask.READ);
        base.after(ms(3_600_000), () -> {}); // So that the loop runs.
        Bytes.send(pair.second(), "one");
        look();
        look();
        Bytes.send(pair.second(), "two");
        look();
        assertRan("");
        reader.enable(EventMask.READ);
        runUntil(() -> reader.input().length() == 6);
        assertEquals("onetwo", take(reader.input()));
    }

    @Test
    void whatHasComeByItselfStaysWhenTheSocketIsTakenAway() {
        FdPair pair = pair();
        SocketBufferEvent reader = reading(pair.first(), new Noting("a"));
        look();
        reader.disable(EventMask.READ);
        base.after(ms(3_600_000), () -> {}); // So that the loop runs.
        Bytes.send(pair.second(), "one");
        look();
        look();
        reader.fd(null);
        Bytes.send(pair.second(), "two");
        assertEquals("one", take(reader.input()));
        assertEquals("two", Bytes.receive(pair.first()));
    }
}

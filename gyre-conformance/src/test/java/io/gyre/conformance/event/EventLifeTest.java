package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.event.LoopResult;
import io.gyre.event.Signal;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an event is made of, and what becomes of it. */
@EachMechanism
class EventLifeTest extends LoopSuite {
    private static final EventMask READ_WRITE = EventMask.READ.or(EventMask.WRITE);
    private static final EventMask ANYTHING = READ_WRITE.or(EventMask.CLOSED).or(EventMask.TIMEOUT);

    EventLifeTest(String mechanism) {
        super(World.named(mechanism));
    }

    // R-013, G-059
    @Test
    void aSignalCannotBeWaitedForTogetherWithADescriptor() {
        EventCallback callback = noting("never");
        for (EventMask mask : List.of(EventMask.READ, EventMask.WRITE, EventMask.CLOSED)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> base.signal(Signal.USR1, mask.or(EventMask.PERSIST), callback));
        }
        assertThrows(IllegalArgumentException.class, () -> base.event(null, EventMask.SIGNAL, callback));
        base.signal(Signal.USR1, EventMask.PERSIST, callback);
    }

    // S-094, S-095, S-096, R-055
    @Test
    void anEventTellsWhatItWasBuiltWith() {
        Fd fd = world.pair().first();
        EventCallback callback = noting("rd");
        Event event = base.event(fd, EventMask.READ, callback);
        assertSame(base, event.base());
        assertSame(fd, event.fd());
        assertEquals(fd.number(), event.number());
        assertEquals(EventMask.READ, event.mask());
        assertSame(callback, event.callback());
        assertEquals(0, event.priority());
        assertEquals(-1, base.timer(callback).number());
    }

    // S-094
    @Test
    void pendingTellsOnlyWhatItIsAskedFor() {
        Event event = base.event(world.pair().first(), READ_WRITE, noting("e")).add(ms(1000));
        assertEquals(READ_WRITE.or(EventMask.TIMEOUT), event.pending(ANYTHING));
        assertEquals(EventMask.WRITE, event.pending(EventMask.WRITE));
        assertEquals(EventMask.TIMEOUT, event.pending(EventMask.TIMEOUT.or(EventMask.SIGNAL)));
        assertEquals(EventMask.NONE, event.pending(EventMask.CLOSED));
    }

    // S-087, S-089
    @Test
    void anEventMayBeMadeAnotherUnlessItIsPending() {
        FdPair pair = world.readablePair();
        Event event = base.timer(noting("timer")).add(ms(1000));
        assertThrows(
                IllegalStateException.class, () -> event.assign(base, pair.first(), EventMask.READ, noting("reader")));
        event.remove();
        event.assign(base, pair.first(), EventMask.READ, noting("reader")).add();
        assertEquals(pair.first().number(), event.number());
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("reader(READ)");
    }

    // G-124
    @Test
    void anEventMayMoveToAnotherBaseUnlessItIsPending() {
        EventBase five = world.base(config -> config.priorities(5));
        Event event = user("e");
        assertSame(five, event.base(five).base());
        assertEquals(2, event.priority());
        event.add(ms(0));
        assertThrows(IllegalStateException.class, () -> event.base(base));
        five.dispatch();
        assertRan("e(TIMEOUT)");
    }

    // S-026, S-027, S-028
    @Test
    void closingABaseLeavesItsEventsAndDescriptorsUsable() {
        FdPair pair = world.readablePair();
        Event event = reader("rd", pair.first()).add(ms(1000));
        base.close();
        base.close();
        assertFalse(event.isPending());
        assertThrows(IllegalStateException.class, event::add);
        EventBase other = world.base();
        event.base(other).add();
        assertEquals(LoopResult.EMPTY, other.dispatch());
        assertRan("rd(READ)");
        assertEquals("x", Bytes.receive(pair.first()));
    }
}

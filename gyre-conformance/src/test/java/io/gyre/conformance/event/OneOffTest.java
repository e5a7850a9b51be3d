package io.gyre.conformance.event;

import static io.gyre.event.EventCount.ACTIVE;
import static io.gyre.event.EventCount.ADDED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Callbacks that run once for a condition or a timeout, without an event to hold. */
@EachMechanism
class OneOffTest extends LoopSuite {
    private static final EventMask READ_WRITE = EventMask.READ.or(EventMask.WRITE);

    OneOffTest(String mechanism) {
        super(World.named(mechanism));
    }

    private EventCallback named(String name) {
        return (event, fired) -> note(name + "(" + event.number() + "," + fired + ")");
    }

    // S-099, G-066, R-046
    @Test
    void aPureTimeoutOfNoneOrZeroRunsOnTheNextPass() {
        base.once(null, EventMask.TIMEOUT, null, named("a"));
        base.once(null, EventMask.TIMEOUT, Duration.ZERO, named("b"));
        assertEquals(2, base.count(ACTIVE));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("a(-1,TIMEOUT) b(-1,TIMEOUT)");
    }

    // S-099, G-066
    @Test
    void aConditionWithoutADescriptorRunsByItsTimeout() {
        base.once(null, EventMask.READ, ms(5), named("g"));
        pass(5);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("g(-1,TIMEOUT)");
    }

    // S-098, G-067
    @Test
    void aConditionThatIsMetTakesItsTimeoutWithIt() {
        FdPair pair = world.readablePair();
        base.once(pair.first(), READ_WRITE, ms(5), named("rw"));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("rw(" + pair.first().number() + ",READ|WRITE)");
        assertEquals(0, base.count(ADDED));
    }

    // S-099, G-068
    @Test
    void aConditionThatIsNotMetRunsByItsTimeout() {
        FdPair pair = world.pair();
        base.once(pair.first(), EventMask.READ, ms(5), named("r"));
        pass(5);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertRan("r(" + pair.first().number() + ",TIMEOUT)");
    }

    // S-099, G-069
    @Test
    void theyAreActiveInTheOrderOfTheCalls() {
        Event user = base.user(named("u"));
        base.once(null, EventMask.TIMEOUT, null, named("o1"));
        user.activate(EventMask.READ);
        base.once(null, EventMask.TIMEOUT, null, named("o2"));
        assertEquals(3, base.count(ACTIVE));
        base.dispatch();
        assertRan("o1(-1,TIMEOUT) u(-1,READ) o2(-1,TIMEOUT)");
    }

    // S-099, R-046
    @Test
    void signalsPersistenceAndNoConditionAtAllAreRefused() {
        EventCallback callback = named("never");
        for (EventMask mask : List.of(
                EventMask.NONE,
                EventMask.SIGNAL,
                EventMask.SIGNAL.or(EventMask.TIMEOUT),
                EventMask.READ.or(EventMask.PERSIST),
                EventMask.ET)) {
            assertThrows(IllegalArgumentException.class, () -> base.once(null, mask, ms(0), callback));
        }
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    //
    @Test
    void aReaderRunsOnceThoughMoreHappens() throws IOException {
        FdPair pair = world.pair();
        base.once(pair.first(), EventMask.READ, null, named("r"));
        Bytes.send(pair.second(), "x");
        pair.second().shutdown(Shutdown.WRITING);
        world.settle(pair.first(), EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
        base.loop(LoopFlag.NONBLOCK);
        assertRan("r(" + pair.first().number() + ",READ)");
    }

    // S-100, R-047
    @Test
    void oneThatNeverRunsGoesWithItsBase() {
        EventBase other = world.base();
        other.once(null, EventMask.TIMEOUT, Duration.ofSeconds(10), named("never"));
        other.loopExit();
        assertEquals(LoopResult.STOPPED, other.dispatch());
        other.close();
        assertRan("");
    }

    // S-100
    @Test
    void oneThatWaitsKeepsTheLoopAlive() {
        base.once(world.pair().first(), EventMask.READ, null, named("never"));
        assertEquals(LoopResult.STOPPED, base.loop(LoopFlag.NONBLOCK));
        assertEquals(1, base.count(ADDED));
    }
}

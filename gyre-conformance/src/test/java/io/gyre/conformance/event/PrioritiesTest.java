package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of several active events runs first. */
@EachMechanism
class PrioritiesTest extends LoopSuite {
    PrioritiesTest(String mechanism) {
        super(World.named(mechanism));
    }

    private EventBase with(int priorities) {
        return world.base(config -> config.priorities(priorities));
    }

    private Event at(EventBase where, int priority, String name) {
        return where.user(noting(name)).priority(priority);
    }

    private void activateDownwards(EventBase four) {
        for (int priority = 3; priority >= 0; priority--) {
            at(four, priority, "p" + priority).activate(EventMask.READ);
        }
    }

    // S-048, G-014
    @Test
    void theMostUrgentRunFirst() {
        EventBase four = with(4);
        activateDownwards(four);
        assertEquals(LoopResult.EMPTY, four.dispatch());
        assertRan("p0(READ) p1(READ) p2(READ) p3(READ)");
    }

    // S-053, G-016
    @Test
    void aLoopThatDoesNotBlockRunsEveryPriority() {
        EventBase four = with(4);
        activateDownwards(four);
        assertEquals(LoopResult.EMPTY, four.loop(LoopFlag.NONBLOCK));
        assertRan("p0(READ) p1(READ) p2(READ) p3(READ)");
    }

    // S-055, G-017
    @Test
    void aLoopOfOnePassRunsEveryPriority() {
        EventBase four = with(4);
        activateDownwards(four);
        assertEquals(LoopResult.STOPPED, four.loop(LoopFlag.ONCE, LoopFlag.NONBLOCK));
        assertRan("p0(READ) p1(READ) p2(READ) p3(READ)");
    }

    // G-029
    @Test
    void aMoreUrgentEventInterruptsTheQueueThatRuns() {
        EventBase three = with(3);
        Event hi = at(three, 0, "hi");
        three.user(noting("mid", () -> hi.activate(EventMask.READ))).priority(1).activate(EventMask.READ);
        at(three, 1, "mid2").activate(EventMask.READ);
        at(three, 2, "lo").activate(EventMask.READ);
        three.dispatch();
        assertRan("mid(READ) hi(READ) mid2(READ) lo(READ)");
    }

    //
    @Test
    void aMoreUrgentEventComesBeforeOneOfTheSamePriorityActivatedEarlier() {
        EventBase eight = with(8);
        Event same = at(eight, 4, "same");
        Event urgent = at(eight, 0, "urgent");
        eight.user(noting("mid", () -> {
                    same.activate(EventMask.READ);
                    urgent.activate(EventMask.READ);
                }))
                .priority(4)
                .activate(EventMask.READ);
        eight.dispatch();
        assertRan("mid(READ) urgent(READ) same(READ)");
    }

    // S-102, G-033
    @Test
    void anUrgentEventThatActivatesItselfKeepsOthersWaiting() {
        EventBase two = with(2);
        int[] left = {3};
        two.user((event, fired) -> {
                    note("hi");
                    if (left[0]-- > 0) {
                        event.activate(fired);
                    }
                })
                .priority(0)
                .activate(EventMask.READ);
        at(two, 1, "mid3").activate(EventMask.TIMEOUT);
        two.dispatch();
        assertRan("hi hi hi hi mid3(TIMEOUT)");
    }

    // S-058, S-061, G-034
    @Test
    void anExitLetsTheQueueThatRunsFinishAndNoOther() {
        EventBase three = with(3);
        three.user(noting("mid", three::loopExit)).priority(1).activate(EventMask.READ);
        at(three, 1, "mid2").activate(EventMask.READ);
        at(three, 2, "lo").activate(EventMask.READ);
        assertEquals(LoopResult.STOPPED, three.dispatch());
        assertEquals(true, three.gotExit());
        assertRan("mid(READ) mid2(READ)");
        assertEquals(LoopResult.EMPTY, three.dispatch());
        assertRan("lo(READ)");
    }

    // S-062, G-036
    @Test
    void continuingRunsTheRestAfterAnotherLook() {
        EventBase three = with(3);
        three.user(noting("mid", three::loopContinue)).priority(1).activate(EventMask.READ);
        at(three, 1, "mid2").activate(EventMask.READ);
        at(three, 2, "lo").activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, three.dispatch());
        assertRan("mid(READ) mid2(READ) lo(READ)");
    }

    // S-062
    @Test
    void continuingLetsMoreUrgentDescriptorsIn() {
        EventBase two = with(2);
        var pair = world.readablePair();
        Event urgent = two.event(pair.first(), EventMask.READ, noting("urgent")).priority(0);
        two.user(noting("first", () -> {
                    urgent.add();
                    two.loopContinue();
                }))
                .priority(1)
                .activate(EventMask.READ);
        at(two, 1, "second").activate(EventMask.READ);
        two.dispatch();
        assertRan("first(READ) urgent(READ) second(READ)");
    }

    // S-093, G-041
    @Test
    void aCallbackMaySetThePriorityOfItsOwnEvent() {
        EventBase three = with(3);
        Event event = three.user((itself, _) -> itself.priority(0));
        event.activate(EventMask.READ);
        three.dispatch();
        assertEquals(0, event.priority());
    }

    // S-093
    @Test
    void thePriorityOfAnActiveEventCannotBeSet() {
        Event active = at(with(3), 1, "a");
        active.activate(EventMask.READ);
        assertThrows(IllegalStateException.class, () -> active.priority(0));
        active.remove();
        assertEquals(0, active.priority(0).priority());
    }

    // S-047, G-061
    @Test
    void aBaseHasOneTo255Priorities() {
        for (int count : new int[] {0, 256, 257, -1}) {
            assertThrows(IllegalArgumentException.class, () -> base.priorities(count));
            assertThrows(IllegalArgumentException.class, () -> with(count));
        }
        base.priorities(1);
        base.priorities(255);
        assertEquals(255, base.priorities());
        assertEquals(255, with(255).priorities());
    }

    // S-051
    @Test
    void aBaseHasOnePriorityUnlessSaidOtherwise() {
        assertEquals(1, base.priorities());
    }

    // S-050
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 255})
    void anEventHasTheMiddlePriorityUnlessSaidOtherwise(int count) {
        assertEquals(count / 2, with(count).user(noting("a")).priority());
    }

    // S-093, G-062
    @Test
    void anEventTakesThePrioritiesOfItsBase() {
        Event event = with(4).user(noting("a"));
        assertThrows(IllegalArgumentException.class, () -> event.priority(-1));
        assertThrows(IllegalArgumentException.class, () -> event.priority(4));
        assertEquals(0, event.priority(0).priority());
        assertEquals(3, event.priority(3).priority());
    }

    // S-049, G-063
    @Test
    void theNumberOfPrioritiesCannotBeSetWhileAnEventIsActive() {
        EventBase four = with(4);
        at(four, 1, "a").activate(EventMask.READ);
        assertThrows(IllegalStateException.class, () -> four.priorities(2));
        assertThrows(IllegalStateException.class, () -> four.priorities(4));
        four.dispatch();
        four.priorities(2);
        assertRan("a(READ)");
    }

    // S-050, G-064
    @Test
    void anEventKeepsItsPriorityWhenThereAreFewerAndRunsAmongTheLeastUrgent() {
        EventBase four = with(4);
        Event event = at(four, 3, "late");
        event.add(ms(0));
        four.priorities(2);
        assertEquals(3, event.priority());
        at(four, 1, "last").activate(EventMask.READ);
        at(four, 0, "first").activate(EventMask.READ);
        four.dispatch();
        assertRan("first(READ) last(READ) late(TIMEOUT)");
    }

    // S-093
    @Test
    void aPendingEventMayChangeItsPriority() {
        EventBase two = with(2);
        Event timer = two.timer(noting("t")).add(ms(0)).priority(0);
        at(two, 1, "u").activate(EventMask.READ);
        assertEquals(0, timer.priority());
        two.dispatch();
        assertRan("t(TIMEOUT) u(READ)");
    }
}

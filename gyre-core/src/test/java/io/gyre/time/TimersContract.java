package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for both kinds of timers. */
abstract class TimersContract {
    abstract Timers<String> empty();

    abstract Timers<TimersModel.Timer> emptyForModel();

    private static List<String> drain(Timers<String> timers) {
        var items = new ArrayList<String>();
        while (!timers.isEmpty()) {
            items.add(timers.poll());
        }
        return items;
    }

    // G-050
    @Test
    void comesOutInTheOrderOfDeadlines() {
        var timers = empty();
        timers.add(30, "third");
        timers.add(10, "first");
        timers.add(-5, "overdue");
        timers.add(20, "second");
        assertEquals(List.of("overdue", "first", "second", "third"), drain(timers));
    }

    @Test
    void equalDeadlinesComeOutInTheOrderOfAdding() {
        var timers = empty();
        var expected = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            timers.add(7, "t" + i);
            expected.add("t" + i);
        }
        assertEquals(expected, drain(timers));
    }

    @Test
    void anUpdateToTheSameDeadlineGoesBehindItsEquals() {
        var timers = empty();
        int first = timers.add(7, "first");
        timers.add(7, "second");
        timers.update(first, 7);
        assertEquals(List.of("second", "first"), drain(timers));
    }

    // G-086
    @Test
    void anUpdatedTimerIsDueAtItsNewDeadlineOnly() {
        var timers = empty();
        int moved = timers.add(20, "moved");
        timers.add(100, "other");
        timers.update(moved, 200);
        assertEquals(200, timers.deadline(moved));
        assertEquals(100, timers.earliest());
        timers.update(moved, 50);
        assertEquals(List.of("moved", "other"), drain(timers));
    }

    @Test
    void aRemovedTimerNeverComesOut() {
        var timers = empty();
        timers.add(1, "a");
        int removed = timers.add(2, "b");
        timers.add(3, "c");
        timers.remove(removed);
        assertEquals(2, timers.size());
        assertEquals(List.of("a", "c"), drain(timers));
    }

    @Test
    void peekAndEarliestLeaveTheTimerInPlace() {
        var timers = empty();
        int handle = timers.add(42, "item");
        assertEquals("item", timers.peek());
        assertEquals(42, timers.earliest());
        assertEquals("item", timers.item(handle));
        assertEquals(42, timers.deadline(handle));
        assertEquals(1, timers.size());
    }

    @Test
    void nothingComesOutOfNone() {
        var timers = empty();
        assertTrue(timers.isEmpty());
        assertNull(timers.peek());
        assertThrows(NoSuchElementException.class, timers::earliest);
        assertThrows(NoSuchElementException.class, timers::poll);
        assertFalse(timers.isDue(Long.MAX_VALUE));
    }

    @Test
    void aTimerIsDueFromItsDeadlineOn() {
        var timers = empty();
        timers.add(10, "item");
        assertFalse(timers.isDue(9));
        assertTrue(timers.isDue(10));
        assertTrue(timers.isDue(11));
    }

    @Test
    void aHandleIsUsedAgainAndTheOldTimerForgotten() {
        var timers = empty();
        int first = timers.add(1, "first");
        timers.remove(first);
        int second = timers.add(2, "second");
        assertEquals(first, second);
        assertEquals("second", timers.item(second));
    }

    @Test
    void handlesOfLiveTimersDifferAndAreNeverNone() {
        var timers = empty();
        var handles = new HashSet<Integer>();
        for (int i = 0; i < 1000; i++) {
            assertTrue(handles.add(timers.add(i, "t")));
        }
        assertFalse(handles.contains(Timers.NONE));
    }

    @Test
    void aHandleThatIsNotInUseIsRefused() {
        var timers = empty();
        int removed = timers.add(1, "a");
        int polled = timers.add(2, "b");
        timers.remove(removed);
        timers.poll();
        for (int handle : new int[] {removed, polled, Timers.NONE, -1, 5, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
            assertThrows(IllegalStateException.class, () -> timers.remove(handle));
            assertThrows(IllegalStateException.class, () -> timers.update(handle, 1));
            assertThrows(IllegalStateException.class, () -> timers.deadline(handle));
            assertThrows(IllegalStateException.class, () -> timers.item(handle));
        }
        assertTrue(timers.isEmpty());
    }

    @Test
    void theOrderSurvivesTheWrapOfTheClock() {
        var timers = empty();
        timers.add(Long.MAX_VALUE - 1, "before");
        timers.add(Long.MAX_VALUE, "at the end");
        timers.add(Long.MIN_VALUE, "just wrapped");
        timers.add(Long.MIN_VALUE + 5, "after");
        assertFalse(timers.isDue(Long.MAX_VALUE - 2));
        assertTrue(timers.isDue(Long.MIN_VALUE));
        assertEquals(List.of("before", "at the end", "just wrapped", "after"), drain(timers));
    }

    @Test
    void theLongestDurationIsFartherThanAnyOther() {
        long now = Long.MAX_VALUE - 3;
        var timers = empty();
        timers.add(now + Durations.MAX_NANOS, "never");
        timers.add(now - 1_000, "overdue");
        timers.add(now + 1_000, "soon");
        assertEquals(List.of("overdue", "soon", "never"), drain(timers));
    }

    @Test
    void forEachShowsEveryLiveTimerOnce() {
        var timers = empty();
        timers.add(3, "a");
        int removed = timers.add(2, "b");
        timers.add(1, "c");
        timers.remove(removed);
        var seen = new ArrayList<String>();
        timers.forEach(seen::add);
        assertEquals(2, seen.size());
        assertEquals(Set.of("a", "c"), Set.copyOf(seen));
    }

    @Test
    void memoryOfABurstIsGivenBackUnlessItComesAgain() {
        var timers = empty();
        int count = 70_000;
        for (int i = 0; i < count; i++) {
            timers.add(i, "burst");
        }
        int capacity = timers.capacity();
        for (int i = 0; i < count; i++) {
            timers.poll();
        }
        assertEquals(capacity, timers.capacity());
        timers.add(1, "few");
        timers.poll();
        assertTrue(timers.capacity() < capacity, () -> "still room for " + timers.capacity());
        timers.add(2, "b");
        timers.add(1, "a");
        assertEquals(List.of("a", "b"), drain(timers));
    }

    @Test
    void roomForNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new TimerHeap<String>(0));
        assertThrows(IllegalArgumentException.class, () -> new TimeoutQueue<String>(-1));
    }

    @Test
    void aTimerThatMovesKeepsItsHandleApartFromOthers() {
        var timers = empty();
        int moved = timers.add(1, "moved");
        timers.update(moved, 9);
        assertNotEquals(moved, timers.add(2, "other"));
    }

    static LongStream seeds() {
        return LongStream.of(1, 2, 3, System.nanoTime());
    }

    // S-103, S-104
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithASortedMapWhateverIsDone(long seed) {
        new TimersModel(emptyForModel(), seed).run(20_000);
    }

    @ParameterizedTest(name = "amid {0}")
    @ValueSource(ints = {1, 7, 8, 9, 15, 63, 64, 65, 500, 3_000})
    void agreesWithASortedMapAmidAnyNumber(int count) {
        new TimersModel(emptyForModel(), count).runAmid(count, 9_000);
    }

    @Test
    void aTimerThatWasPutOffAndBroughtForwardComesOutOnce() {
        var timers = empty();
        int moved = timers.add(10, "moved");
        timers.add(20, "other");
        timers.update(moved, 30);
        assertEquals("other", timers.peek());
        timers.update(moved, 40);
        timers.update(moved, 15);
        timers.update(moved, 16);
        assertEquals(List.of("moved", "other"), drain(timers));
    }

    @Test
    void theTimerThatIsDueFirstLeads() {
        var timers = empty();
        int later = timers.add(20, "later");
        assertTrue(timers.leads(later));
        int first = timers.add(10, "first");
        assertTrue(timers.leads(first));
        assertFalse(timers.leads(later));
    }
}

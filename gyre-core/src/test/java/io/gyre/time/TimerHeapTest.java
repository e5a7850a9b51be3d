package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimerHeapTest extends TimersContract {
    @Override
    Timers<String> empty() {
        return new TimerHeap<>();
    }

    @Override
    Timers<TimersModel.Timer> emptyForModel() {
        return new TimerHeap<>(1);
    }

    //
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void staysAHeapWhileRandomTimersComeAndGo(long seed) {
        var random = new SplittableRandom(seed);
        var heap = new TimerHeap<Integer>();
        int[] handles = new int[1024];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = heap.add(random.nextLong(1_000_000_000L), i);
        }
        assertTrue(heap.isOrdered());
        assertEquals(1024, heap.size());
        for (int i = 0; i < 512; i++) {
            heap.remove(handles[i]);
            assertTrue(i % 32 != 0 || heap.isOrdered());
        }
        assertEquals(512, heap.size());
        long first = heap.earliest();
        while (!heap.isEmpty()) {
            assertTrue(heap.earliest() >= first);
            heap.poll();
        }
        assertEquals(0, heap.size());
    }

    // S-003, S-103
    @Test
    void aHundredThousandTimersInTheWorstOrderCostLittle() {
        var heap = new TimerHeap<Integer>();
        int count = 100_000;
        for (int i = count; i > 0; i--) {
            heap.add(i, i);
        }
        for (int i = 1; i <= count; i++) {
            assertEquals(i, heap.poll());
        }
    }

    @Test
    void aDeadlineBeyondTheRangeDoesNoHarmToOthers() {
        var heap = new TimerHeap<String>();
        heap.add(0, "now");
        heap.add(Long.MAX_VALUE, "never");
        heap.add(Long.MAX_VALUE, "never either");
        heap.add(5, "soon");
        assertEquals("now", heap.poll());
        assertEquals("soon", heap.poll());
        assertEquals("never", heap.poll());
        assertEquals("never either", heap.poll());
    }

    @Test
    void theDeadNeverOutnumberTheLivingByFar() {
        var heap = new TimerHeap<String>();
        int moved = heap.add(1_000, "moved");
        for (int i = 0; i < 10_000; i++) {
            heap.remove(heap.add(500, "cancelled"));
            heap.update(moved, 2_000);
            heap.update(moved, 1_000);
            assertTrue(heap.dead() <= heap.capacity() + 8, () -> heap.dead() + " are dead");
        }
        assertEquals(15, heap.capacity());
        assertEquals(1_000, heap.earliest());
        assertEquals("moved", heap.poll());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void staysAHeapWhenItIsMadeAnew(long seed) {
        var random = new SplittableRandom(seed);
        var heap = new TimerHeap<Integer>();
        int[] handles = new int[5_000];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = heap.add(random.nextInt(1_000_000), i);
        }
        for (int i = 0; i < handles.length; i++) {
            if (i % 10 == 0) {
                heap.update(handles[i], random.nextInt(1_000_000));
            } else {
                heap.remove(handles[i]);
            }
        }
        assertTrue(heap.dead() >= 4_500);
        assertTrue(heap.isOrdered());
        heap.update(handles[0], 2_000_000);
        heap.remove(heap.add(-1, -1));
        heap.peek(); // Finds a dead one at the top.
        assertTrue(heap.dead() < 1_500, () -> heap.dead() + " are dead");
        assertTrue(heap.isOrdered());
        long last = heap.earliest();
        for (int left = 500; left > 0; left--) {
            assertTrue(heap.earliest() >= last);
            last = heap.earliest();
            heap.poll();
        }
        assertTrue(heap.isEmpty());
    }
}

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
}

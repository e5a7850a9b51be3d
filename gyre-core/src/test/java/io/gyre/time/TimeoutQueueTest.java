package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TimeoutQueueTest extends TimersContract {
    @Override
    Timers<String> empty() {
        return new TimeoutQueue<>();
    }

    @Override
    Timers<TimersModel.Timer> emptyForModel() {
        return new TimeoutQueue<>(1);
    }

    // S-104
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void agreesWithTheHeapOnTimersOfOneDuration(long seed) {
        var random = new SplittableRandom(seed);
        var queue = new TimeoutQueue<Integer>();
        var heap = new TimerHeap<Integer>();
        long now = random.nextLong();
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(3);
            queue.add(now + 1_000, i);
            heap.add(now + 1_000, i);
            while (heap.isDue(now)) {
                assertEquals(heap.earliest(), queue.earliest());
                assertEquals(heap.poll(), queue.poll());
            }
            assertEquals(heap.size(), queue.size());
        }
    }

    @Test
    void aDeadlineFromAnOlderReadingOfTheClockIsPutInItsPlace() {
        var queue = new TimeoutQueue<String>();
        queue.add(10, "a");
        queue.add(20, "c");
        queue.add(15, "b");
        assertEquals("a", queue.poll());
        assertEquals("b", queue.poll());
        assertEquals("c", queue.poll());
    }

    // S-104
    @Test
    void theFirstTheLastAndAnyBetweenCanBeRemoved() {
        var queue = new TimeoutQueue<String>();
        int first = queue.add(1, "first");
        int middle = queue.add(2, "middle");
        queue.add(3, "stays");
        int last = queue.add(4, "last");
        queue.remove(middle);
        queue.remove(first);
        queue.remove(last);
        assertEquals(3, queue.earliest());
        queue.add(5, "after");
        assertEquals("stays", queue.poll());
        assertEquals("after", queue.poll());
    }
}

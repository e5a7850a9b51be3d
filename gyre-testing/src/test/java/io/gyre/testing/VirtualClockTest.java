package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<String> log = new ArrayList<>();

    private void note(String what) {
        log.add(what + " at " + clock.elapsed().toMillis());
    }

    private static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    @Test
    void startsAtAKnownTimeAndStandsStill() {
        assertEquals(VirtualClock.START, clock.now());
        assertEquals(clock.nanoTime(), clock.nanoTime());
        assertEquals(Duration.ZERO, clock.elapsed());
    }

    @Test
    void allItsScalesMoveTogether() {
        long before = clock.nanoTime();
        long wall = clock.wallNanos();
        clock.advance(Duration.ofNanos(1_500_000_001));
        assertEquals(1_500_000_001, clock.nanoTime() - before);
        assertEquals(1_500_000_001, clock.wallNanos() - wall);
        assertEquals(VirtualClock.START.plusNanos(1_500_000_001), clock.now());
        assertEquals(Duration.ofNanos(1_500_000_001), clock.elapsed());
    }

    @Test
    void cannotGoBack() {
        assertThrows(IllegalArgumentException.class, () -> clock.advance(ms(-1)));
    }

    @Test
    void theWallClockJumpsWithoutTheOther() {
        long before = clock.nanoTime();
        clock.advance(ms(5));
        clock.setWall(Instant.EPOCH);
        assertEquals(Instant.EPOCH, clock.now());
        assertEquals(0, clock.wallNanos());
        assertEquals(5_000_000, clock.nanoTime() - before);
    }

    @Test
    void theMonotonicScaleMayWrap() {
        var wrapping = new VirtualClock(Long.MAX_VALUE);
        long before = wrapping.nanoTime();
        wrapping.advance(ms(1));
        assertTrue(wrapping.nanoTime() < before);
        assertEquals(1_000_000, wrapping.nanoTime() - before);
    }

    @Test
    void whatWasArrangedHappensAtItsTimeAndInItsOrder() {
        clock.at(ms(20), () -> note("third"));
        clock.at(ms(10), () -> note("first"));
        clock.at(ms(10), () -> note("second"));
        clock.at(ms(31), () -> note("never"));
        clock.advance(ms(30));
        assertEquals(List.of("first at 10", "second at 10", "third at 20"), log);
        assertEquals(ms(30), clock.elapsed());
    }

    @Test
    void anActionMayArrangeMoreWithinTheSameMove() {
        clock.after(ms(1), () -> {
            note("outer");
            clock.after(ms(1), () -> note("inner"));
        });
        clock.advance(ms(2));
        assertEquals(List.of("outer at 1", "inner at 2"), log);
    }

    @Test
    void anActionMayTakeTime() {
        clock.at(ms(1), () -> clock.advance(ms(10)));
        clock.at(ms(5), () -> note("on time"));
        clock.advance(ms(2));
        assertEquals(List.of("on time at 5"), log);
        assertEquals(ms(11), clock.elapsed());
    }

    @Test
    void whatIsPastHappensWithTheNextMove() {
        clock.advance(ms(5));
        clock.at(ms(1), () -> note("late"));
        clock.advance(Duration.ZERO);
        assertEquals(List.of("late at 5"), log);
    }
}

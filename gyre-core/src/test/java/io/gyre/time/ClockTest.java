package io.gyre.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockTest {
    @Test
    void theMonotonicTimeNeverGoesBack() {
        Clock clock = Clock.system();
        long last = clock.nanoTime();
        for (int i = 0; i < 1000; i++) {
            long now = clock.nanoTime();
            assertTrue(now - last >= 0);
            last = now;
        }
    }

    @Test
    void theWallTimeIsThatOfTheSystem() {
        long before = Instant.now().getEpochSecond();
        long seconds = Clock.system().wallNanos() / 1_000_000_000L;
        assertTrue(before <= seconds && seconds <= Instant.now().getEpochSecond() + 1);
    }

    @Test
    void itSaysWhichClockItIs() {
        assertEquals("Clock.system()", Clock.system().toString());
    }
}

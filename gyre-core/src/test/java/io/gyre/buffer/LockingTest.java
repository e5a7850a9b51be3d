package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Buffers of several threads. */
class LockingTest {
    // S-193
    @Test
    void aLockIsGivenOnceAndHeldByEveryCall() {
        var lock = new ReentrantLock();
        try (var buffer = new EvBuffer()) {
            buffer.lock();
            buffer.unlock();
            buffer.enableLocking(lock);
            assertThrows(IllegalStateException.class, buffer::enableLocking);
            buffer.addCallback((_, _) -> assertTrue(lock.isHeldByCurrentThread()));
            buffer.add("x");
            buffer.lock();
            assertTrue(lock.isHeldByCurrentThread());
            buffer.unlock();
            assertEquals(0, lock.getHoldCount());
        }
    }

    // S-193
    @Test
    void nothingIsLostBetweenThreadsThatMoveBothWays() {
        long before = BufferPool.shared().liveBytes();
        try (var one = new EvBuffer();
                var other = new EvBuffer()) {
            one.enableLocking();
            other.enableLocking();
            Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> moveInThreads(one, other));
            assertEquals(4 * 5000, one.length() + other.length());
        }
        assertEquals(before, BufferPool.shared().liveBytes());
    }

    private static void moveInThreads(EvBuffer one, EvBuffer other) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            EvBuffer from = i % 2 == 0 ? one : other;
            EvBuffer to = i % 2 == 0 ? other : one;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 5000; n++) {
                    from.addByte(n);
                    from.removeBuffer(to, n % 7);
                    to.addBuffer(from);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Test
    void aConfinedPoolServesItsOwnThreadAndTakesBackFromAll() throws InterruptedException {
        var pool = BufferPool.confined();
        var buffer = new EvBuffer(pool).add(new byte[100_000]);
        Throwable[] thrown = new Throwable[1];
        Thread stranger = Thread.ofPlatform().start(() -> {
            try {
                buffer.add(new byte[1_000_000]);
            } catch (WrongThreadException wrong) {
                thrown[0] = wrong;
            }
            buffer.drain(Long.MAX_VALUE);
        });
        stranger.join();
        assertTrue(thrown[0] instanceof WrongThreadException);
        buffer.add("x").close();
        assertEquals(0, pool.liveBytes());
        pool.close();
        assertEquals(0, pool.heldBytes());
    }

    @Test
    void aClosedPoolStillTakesBackAndFrees() {
        var pool = BufferPool.confined();
        var buffer = new EvBuffer(pool).add("abc");
        pool.close();
        assertTrue(pool.heldBytes() > 0);
        assertThrows(IllegalStateException.class, () -> buffer.add(new byte[100_000]));
        buffer.close();
        assertEquals(0, pool.heldBytes());
        assertThrows(UnsupportedOperationException.class, BufferPool.shared()::close);
    }

    @Test
    void anIdlePoolKeepsNoMoreThanItsBound() {
        var pool = BufferPool.confined(300_000);
        try (var buffer = new EvBuffer(pool)) {
            buffer.add(new byte[4_000_000]);
            assertTrue(pool.heldBytes() >= 4_000_000);
        }
        assertTrue(pool.heldBytes() <= 600_000, () -> pool.heldBytes() + " bytes kept");
        pool.trim();
        assertEquals(0, pool.heldBytes());
        pool.close();
    }
}

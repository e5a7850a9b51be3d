package io.gyre.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.Debug;
import io.gyre.Gyre;
import io.gyre.Log;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What debug mode sees of buffers, and that the suite itself would see memory that is lost. */
class LeakTest extends BufferSuite {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @BeforeEach
    void watch() {
        Debug.enable();
        Log.onMessage((_, message) -> messages.add(message));
    }

    @AfterEach
    void watchNoMore() {
        Log.onMessage(null);
        Gyre.globalShutdown();
    }

    @Test
    void aBufferThatNobodyClosedIsReportedWithItsPlaceAndGivesItsMemoryBack() {
        lose();
        String message = assertTimeoutPreemptively(Duration.ofSeconds(60), this::nextMessage);
        assertTrue(message.contains("5 bytes was never closed"), message);
        assertTrue(message.contains("LeakTest.lose"), message);
        pool.trim();
        assertEquals(0, pool.liveBytes());
    }

    private void lose() {
        new EvBuffer(pool).add("bytes");
    }

    private String nextMessage() throws InterruptedException {
        String message = null;
        while (message == null) {
            System.gc();
            message = messages.poll(10, TimeUnit.MILLISECONDS);
        }
        return message;
    }

    @Test
    void memoryThatWentBackIsPoisoned() {
        EvBuffer buffer = of("secret");
        MemorySegment view = buffer.peek().getFirst();
        assertEquals('s', view.get(JAVA_BYTE, 0));
        buffer.drain(6);
        assertEquals(Chunk.POISON, view.get(JAVA_BYTE, 0));
    }

    @Test
    void theSuiteFailsATestThatLosesMemory() {
        var losing = new BufferSuite() {};
        EvBuffer lost = new EvBuffer(losing.pool).add("bytes");
        assertThrows(AssertionError.class, losing::giveEverythingBack);
        lost.close();
        losing.pool.close();
        assertEquals(0, losing.pool.heldBytes());
    }
}

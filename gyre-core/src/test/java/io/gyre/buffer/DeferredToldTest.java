package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What deferred callbacks are told when the buffer is closed meanwhile, or the executor refuses; and both buffers' failures. */
class DeferredToldTest {
    private final List<Runnable> tasks = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private boolean refusing;

    private void execute(Runnable task) {
        if (refusing) {
            throw new RejectedExecutionException("closed");
        }
        tasks.add(task);
    }

    private void runTasks() {
        tasks.forEach(Runnable::run);
        tasks.clear();
    }

    private EvBuffer deferred() {
        var buffer = new EvBuffer();
        buffer.addCallback((_, change) -> told.add(change.toString()));
        buffer.deferCallbacks(this::execute);
        return buffer;
    }

    /** G-278. */
    @Test
    void aChangeIsToldAsItWasAlthoughTheBufferWasClosedSince() {
        try (var buffer = deferred()) {
            buffer.add("1234");
            runTasks();
            buffer.add("56");
        }
        runTasks();
        assertEquals(List.of("0 bytes, +4 -0", "4 bytes, +2 -0"), told);
    }

    @Test
    void anExecutorThatRefusesIsAskedAgainAtTheNextChange() {
        try (var buffer = deferred()) {
            refusing = true;
            assertThrows(RejectedExecutionException.class, () -> buffer.add("12"));
            refusing = false;
            buffer.add("3");
            runTasks();
        }
        assertEquals(List.of("0 bytes, +3 -0"), told);
    }

    @Test
    void whatTheCallbacksOfBothBuffersThrowIsKept() {
        try (var source = new EvBuffer().add("x");
                var target = new EvBuffer()) {
            source.addCallback((_, _) -> fail("source"));
            target.addCallback((_, _) -> fail("target"));
            var failure = assertThrows(IllegalArgumentException.class, () -> target.addBuffer(source));
            assertEquals("source", failure.getMessage());
            assertEquals("target", failure.getSuppressed()[0].getMessage());
        }
    }

    private static void fail(String message) {
        throw new IllegalArgumentException(message);
    }
}

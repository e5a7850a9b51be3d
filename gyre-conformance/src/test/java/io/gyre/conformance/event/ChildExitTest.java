package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.conformance.NoLeaks;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.LoopResult;
import io.gyre.net.ErrnoException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a process as an event, which libevent lacks. */
@ExtendWith(NoLeaks.class)
class ChildExitTest {
    private final EventBase base = new EventBase();

    @AfterEach
    void close() {
        base.close();
    }

    @Test
    void theEventRunsOnceTheProcessHasEnded() throws IOException, InterruptedException {
        Process child = new ProcessBuilder("sleep", "0.05").start();
        List<Boolean> alive = new ArrayList<>();
        base.childExit(child.toHandle(), (_, _) -> alive.add(child.toHandle().isAlive()))
                .add(Duration.ofSeconds(20));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertEquals(1, alive.size());
        assertEquals(0, child.waitFor());
        child.getInputStream().close();
        child.getErrorStream().close();
        child.getOutputStream().close();
    }

    @Test
    void anEventThatIsRemovedDoesNotRun() throws IOException, InterruptedException {
        Process child = new ProcessBuilder("cat").start();
        Event event = base.childExit(child.toHandle(), (_, _) -> {
                    throw new AssertionError("it was removed");
                })
                .add();
        assertTrue(event.isPending());
        event.remove();
        child.getOutputStream().close();
        assertEquals(LoopResult.EMPTY, base.dispatch());
        assertFalse(event.isPending());
        child.waitFor();
        child.getInputStream().close();
        child.getErrorStream().close();
        Objects.requireNonNull(event.fd()).close();
    }

    @Test
    void aProcessThatIsGoneIsRefused() throws IOException, InterruptedException {
        Process child = new ProcessBuilder("true").start();
        ProcessHandle handle = child.toHandle();
        child.waitFor();
        child.getInputStream().close();
        child.getErrorStream().close();
        child.getOutputStream().close();
        var refusal = assertThrows(ErrnoException.class, () -> base.childExit(handle, (_, _) -> {}));
        assertTrue(String.valueOf(refusal.getMessage()).contains(Long.toString(handle.pid())), refusal::toString);
    }
}

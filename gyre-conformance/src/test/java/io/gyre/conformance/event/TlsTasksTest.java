package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.event.EventCount;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsState;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;

/** What an engine computes for a handshake, in the hands of somebody who takes their time. */
class TlsTasksTest extends TlsSuite {
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    TlsTasksTest() {
        super(World.simulated());
    }

    private TlsServer.Builder slowServer() {
        return server().settings(HERE.withTasks(waiting::add));
    }

    private void compute() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
            settle();
        }
    }

    /** {@return two ends whose server waits for what it needs} */
    private Ends computing(BufferEventOption... options) {
        Ends ends = ends(client(), slowServer(), options);
        ends.client().enable(BOTH);
        ends.server().enable(BOTH);
        turnUntil(() -> !waiting.isEmpty());
        return ends;
    }

    @Test
    void whileOneHandshakeIsComputedOtherConnectionsGoOn() {
        Ends slow = computing();
        Ends other = opened();
        other.client().write("meanwhile");
        settle();
        assertEquals("meanwhile", take(other.server().input()));
        assertNull(slow.server().handshake());
        compute();
        assertNotNull(slow.server().handshake());
        slow.client().write("afterwards");
        settle();
        assertEquals("afterwards", take(slow.server().input()));
    }

    @Test
    void onlyOneThingIsComputedForAConnectionAtATime() {
        computing();
        settle();
        assertEquals(1, waiting.size());
    }

    @Test
    void littleIsReadWhileTheEngineComputes() {
        Ends slow = computing();
        for (int i = 0; i < 10; i++) {
            slow.belowClient().write(new byte[40_000]);
            settle();
        }
        assertEquals(40_000, slow.belowServer().input().length(), "a pair gives all that it has at once, but once");
    }

    @Test
    void whoeverIsTooBusyLeavesItToTheLoop() {
        Ends ends = ends(client(), server().settings(HERE.withTasks(task -> {
            throw new RejectedExecutionException("full");
        })));
        settle();
        assertEquals(TlsState.OPEN, ends.server().state());
    }

    @Test
    void aConnectionMayBeClosedWhileItsEngineComputes() {
        Ends slow = computing(BufferEventOption.CLOSE_ON_FREE);
        slow.server().close();
        compute();
        assertTrue(slow.server().isClosed());
        assertNull(slow.server().handshake());
    }

    /** An engine over a native library would keep its memory for ever. */
    @Test
    void anEngineThatComputedWhenItWasClosedIsClosedAfterwards() throws SSLException {
        Ends slow = computing(BufferEventOption.CLOSE_ON_FREE);
        slow.server().close();
        compute();
        SSLEngine engine = slow.server().engine();
        for (int i = 0; i < 20 && !engine.isOutboundDone(); i++) {
            engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(1 << 15)); // Its last words, if it has any.
        }
        assertTrue(engine.isOutboundDone());
    }

    @Test
    void theLoopEndsThoughWhoShouldComputeThrows() {
        Ends ends = ends(client(), server().settings(HERE.withTasks(_ -> {
            throw new IllegalStateException("no computer");
        })));
        ends.client().enable(BOTH);
        ends.server().enable(BOTH);
        settle();
        assertEquals(0, base.count(EventCount.VIRTUAL));
        assertLogged("no computer");
    }

    @Test
    void aHandshakeThatIsComputedForTooLongEndsInTime() {
        Ends slow =
                ends(client(), server().settings(HERE.withTasks(waiting::add).withHandshakeTimeout(ms(500))));
        slow.server().enable(BOTH);
        turnUntil(() -> !waiting.isEmpty());
        base.loopExit(ms(600));
        base.dispatch();
        assertEquals(TlsState.FAILED, slow.server().state());
        assertTrue(String.valueOf(slow.server().pollError()).contains("500 ms"));
        compute();
        assertFalse(slow.server().isClosed());
    }
}

package io.gyre.testing;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asynchronous bufferevents in a simulation. That they do as all others is tested by the suites that run over every mechanism. */
@SuppressWarnings("NullAway.Init") // By connect().
class SimulatedStreamTest {
    private final Simulation simulation = Simulation.ordered();
    private final EventBase base = simulation.newBase(simulation.config().flag(BaseFlag.STARTUP_IOCP));
    private SocketBufferEvent socket;
    private ScriptedPeer peer;

    @BeforeEach
    void connect() throws IOException {
        FdPair pair = simulation.descriptors().socketpair();
        socket = SocketBufferEvent.of(base, pair.first(), BufferEventOption.CLOSE_ON_FREE);
        peer = simulation.peer(pair.second());
    }

    @AfterEach
    void close() {
        socket.close();
        peer.close();
        simulation.close();
    }

    @Test
    void theMechanismMovesTheBytes() {
        assertTrue(socket.isAsync());
        socket.enable(EventMask.READ);
        socket.output().add("question");
        peer.sendAt(Duration.ofSeconds(1), "answer");
        while (socket.input().isEmpty()) {
            base.loop(LoopFlag.ONCE);
        }
        assertEquals("answer", socket.input().removeString(6, StandardCharsets.US_ASCII));
        assertEquals("question", peer.receivedText());
    }

    @Test
    void aSendGoesWhereTheLoopWaits() {
        socket.output().add("later");
        assertEquals("", peer.receivedText());
        base.loop(LoopFlag.NONBLOCK);
        assertEquals("later", peer.receivedText());
        assertTrue(socket.output().isEmpty());
    }

    @Test
    void whatNobodyAskedForStaysInTheSocket() throws IOException {
        peer.send("unasked");
        base.loop(LoopFlag.NONBLOCK);
        var buffer = new EvBuffer();
        assertEquals(7, buffer.read(requireNonNull(socket.fd()), 100));
        buffer.close();
    }

    @Test
    void withoutTheFlagBytesMoveByCalls() {
        try (var plain = new EventBase(EventConfig.builder()
                .provider(simulation.provider())
                .platform(simulation.platform())
                .clock(simulation.clock())
                .build())) {
            assertTrue(plain.movesBytes());
            assertFalse(plain.isAsynchronous());
        }
    }
}

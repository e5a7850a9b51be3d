package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that break or end in the middle of a transfer, on every mechanism. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class BufferEventResetsTest extends BufferEventSuite {
    private final Counting counts = new Counting();
    private FdPair pair;
    private SocketBufferEvent event;

    BufferEventResetsTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        pair = tcpPair();
        event = over(pair.first(), counts);
    }

    /** Closes with something unread, which is answered by a reset. */
    private void reset() {
        Bytes.send(pair.first(), "unread");
        world.settle(pair.second(), EventMask.READ);
        pair.second().close();
    }

    // G-322
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 60_000})
    void whatCameBeforeAResetIsReadAndThenTheFailureIsTold(int sent) {
        event.enable(EventMask.READ);
        if (sent > 0) {
            Bytes.send(pair.second(), letters(sent));
        }
        reset();
        runUntil(() -> !counts.outcomes.isEmpty());
        look();
        assertEquals(letters(sent), take(event.input()));
        assertEquals(List.of("READING ECONNRESET"), counts.failures());
        assertEquals(EventMask.WRITE, event.enabled());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000})
    void aResetWhileWritingFailsTheWriting(int taken) {
        byte[] much = new byte[20_000_000];
        event.write(much);
        int[] got = new int[1];
        runUntil(() -> {
            if (got[0] < taken) {
                got[0] += Bytes.receive(pair.second(), taken - got[0]).length();
            }
            return got[0] == taken && event.output().length() < much.length;
        });
        pair.second().close();
        runUntil(() -> !counts.outcomes.isEmpty());
        look();
        assertEquals(1, counts.outcomes.size());
        assertTrue(
                List.of("WRITING ECONNRESET", "WRITING EPIPE").containsAll(counts.failures()),
                counts.failures()::toString);
        assertEquals(EventMask.NONE, event.enabled());
        assertTrue(event.output().length() > 0);
    }

    // S-133
    @Test
    void eachDirectionEndsByItself() throws IOException {
        SocketBufferEvent other = over(pair.second(), new Counting());
        other.enable(EventMask.READ);
        event.enable(EventMask.READ);
        event.write(letters(1000));
        event.shutdownWriting();
        runUntil(() -> !other.enabled().contains(EventMask.READ));
        assertEquals(letters(1000), take(other.input()));
        other.write(letters(500));
        runUntil(() -> event.input().length() == 500);
        assertEquals(List.of(), counts.outcomes);
        pair.second().shutdown(Shutdown.WRITING);
        runUntil(() -> !counts.outcomes.isEmpty());
        assertEquals(List.of(new Outcome.Eof(Direction.READING)), counts.outcomes);
        assertEquals(letters(500), take(event.input()));
    }
}

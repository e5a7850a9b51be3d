package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.gyre.bufferevent.PairBufferEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that come in pieces. Between the two ends sits a relay, which passes on as many bytes as the test wants. */
@ParameterizedClass
@ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
class TlsSplitTest extends TlsSuite {
    private final PairBufferEvent nearClient;
    private final PairBufferEvent nearServer;
    private final Ends ends;
    private final String protocol;

    TlsSplitTest(String protocol) {
        super(World.simulated());
        this.protocol = protocol;
        PairBufferEvent.Halves clients = PairBufferEvent.of(base);
        PairBufferEvent.Halves servers = PairBufferEvent.of(base);
        nearClient = clients.second();
        nearServer = servers.second();
        ends = ends(clients.first(), servers.first(), client().protocols(protocol), server());
        world.atTheEnd(nearClient::close);
        world.atTheEnd(nearServer::close);
        nearClient.enable(BOTH);
        nearServer.enable(BOTH);
        ends.client().enable(BOTH);
        ends.server().enable(BOTH);
    }

    private static void pass(PairBufferEvent from, PairBufferEvent to, long count) {
        from.input().removeBuffer(to.output(), count);
    }

    /** Passes on this much both ways, until nothing comes any more. */
    private void relay(long count) {
        settle();
        while (nearClient.input().length() + nearServer.input().length() > 0) {
            pass(nearClient, nearServer, count);
            pass(nearServer, nearClient, count);
            look();
            look();
            if (nearClient.input().length() + nearServer.input().length() == 0) {
                settle();
            }
        }
    }

    private void talk(long count) {
        relay(count);
        assertNotNull(ends.client().handshake());
        assertNotNull(ends.server().handshake());
        ends.client().write("to the server");
        ends.server().write("to the client");
        relay(count);
        assertEquals("to the server", take(ends.server().input()));
        assertEquals("to the client", take(ends.client().input()));
        forgetLog();
        ends.client().shutdownWriting();
        relay(count);
        boolean answers = protocol.equals("TLSv1.2"); // Whoever reads the end ends its own half, too.
        assertRan("s.READING|EOF" + (answers ? " c.READING|EOF" : ""));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 100, 1000})
    void aConversationInPiecesOfAnySizeIsTheSame(long size) {
        talk(size);
    }

    @Test
    void aRecordSplitAnywhereArrivesWithItsLastByte() {
        relay(Long.MAX_VALUE);
        ends.client().write("x".repeat(100));
        settle();
        long whole = nearClient.input().length();
        pass(nearClient, nearServer, whole);
        settle();
        assertEquals(100, ends.server().input().drain(1000));
        for (long first = 1; first < whole; first++) {
            ends.client().write("x".repeat(100));
            settle();
            pass(nearClient, nearServer, first);
            settle();
            assertEquals(0, ends.server().input().length(), "after " + first + " bytes");
            pass(nearClient, nearServer, Long.MAX_VALUE);
            settle();
            assertEquals(100, ends.server().input().drain(1000), "split after " + first);
        }
    }

    @Test
    void theEndMayCutARecordAnywhere() {
        relay(Long.MAX_VALUE);
        forgetLog();
        ends.client().write("cut off");
        settle();
        pass(nearClient, nearServer, 10);
        nearServer.shutdownWriting();
        settle();
        assertRan("c.write(0) s.READING|ERROR");
    }
}

package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsSettings;
import io.gyre.tls.TlsState;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that stop, break off or meet an alert after each of their messages. */
@ParameterizedClass
@ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
class TlsStallTest extends TlsSuite {
    private static final TlsSettings IMPATIENT = HERE.withHandshakeTimeout(ms(1000));
    private static final byte[] FATAL_ALERT = HexFormat.of().parseHex("15030300020228");

    /** What goes over the wire in a whole handshake, as {@link RecordRelay#passOne} names it. */
    private static final Map<String, List<String>> MESSAGES = Map.of(
            "TLSv1.2",
            List.of(
                    "client: client_hello",
                    "server: server_hello", // Up to server_hello_done, in one record.
                    "client: client_key_exchange",
                    "client: change_cipher_spec",
                    "client: finished",
                    "server: new_session_ticket",
                    "server: change_cipher_spec",
                    "server: finished"),
            "TLSv1.3",
            List.of(
                    "client: client_hello",
                    "server: server_hello",
                    "client: change_cipher_spec",
                    "server: change_cipher_spec",
                    "server: encrypted", // Up to finished.
                    "client: encrypted", // Finished.
                    "server: encrypted")); // A session ticket.

    private final String protocol;

    TlsStallTest(String protocol) {
        super(World.simulated());
        this.protocol = protocol;
    }

    private record Handshake(Ends ends, RecordRelay relay) {}

    private Handshake handshake() {
        PairBufferEvent.Halves clients = PairBufferEvent.of(base);
        PairBufferEvent.Halves servers = PairBufferEvent.of(base);
        world.atTheEnd(clients.second()::close);
        world.atTheEnd(servers.second()::close);
        var relay = new RecordRelay(clients.second(), servers.second());
        Ends ends = ends(
                clients.first(),
                servers.first(),
                client().protocols(protocol).settings(IMPATIENT),
                server().settings(IMPATIENT));
        ends.client().enable(BOTH);
        ends.server().enable(BOTH);
        settle();
        return new Handshake(ends, relay);
    }

    private List<String> pass(Handshake handshake, int records) {
        var passed = new ArrayList<String>();
        while (passed.size() < records && !handshake.relay.isEmpty()) {
            passed.add(handshake.relay.passOne());
            settle();
        }
        return passed;
    }

    private void assertTimedOut(TlsBufferEvent end) {
        assertEquals(TlsState.FAILED, end.state());
        assertTrue(String.valueOf(end.pollError()).contains("1000 ms"));
        assertNull(end.pollError());
    }

    private int records() {
        List<String> all = pass(handshake(), Integer.MAX_VALUE);
        assertEquals(MESSAGES.get(protocol), all);
        return all.size();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aHandshakeThatStallsAfterAnyMessageOrWithinItEndsInTime(boolean within) {
        int all = records();
        for (int passed = 0; passed < all; passed++) {
            Handshake stalled = handshake();
            pass(stalled, passed);
            if (within) {
                stalled.relay.passHalf();
                settle();
            }
            forgetLog();
            boolean client = stalled.ends.client().handshake() == null;
            boolean server = stalled.ends.server().handshake() == null;
            pass(1001);
            settle();
            assertRan(client && server ? "c.ERROR s.ERROR" : client ? "c.ERROR" : server ? "s.ERROR" : "");
            if (client) {
                assertTimedOut(stalled.ends.client());
            }
            if (server) {
                assertTimedOut(stalled.ends.server());
            }
        }
    }

    /** A plain alert: within encrypted records it is as wrong as any other plain text. */
    @Test
    void anAlertAfterAnyMessageIsOneFailure() {
        int all = records();
        for (int passed = 0; passed <= all; passed++) {
            Handshake met = handshake();
            pass(met, passed);
            forgetLog();
            met.relay.nearServer().write(FATAL_ALERT);
            met.relay.nearClient().write(FATAL_ALERT);
            settle();
            assertFailedOnce(met.ends.client(), "c", ran());
            assertFailedOnce(met.ends.server(), "s", ran());
            forgetLog();
        }
    }

    private static void assertFailedOnce(TlsBufferEvent end, String name, List<String> ran) {
        assertEquals(TlsState.FAILED, end.state());
        String expected = name + (end.handshake() == null ? ".ERROR" : ".READING|ERROR");
        assertEquals(
                List.of(expected),
                ran.stream().filter(each -> each.startsWith(name)).toList());
    }

    @Test
    void anEndAfterAnyMessageIsOneFailure() {
        int all = records();
        for (int passed = 0; passed <= all; passed++) {
            Handshake cut = handshake();
            pass(cut, passed);
            forgetLog();
            cut.relay.nearServer().shutdownWriting();
            cut.relay.nearClient().shutdownWriting();
            settle();
            assertFailedOnce(cut.ends.client(), "c", ran());
            assertFailedOnce(cut.ends.server(), "s", ran());
            assertTrue(cut.ends.client().isTruncated());
            assertTrue(cut.ends.server().isTruncated());
            forgetLog();
        }
    }
}

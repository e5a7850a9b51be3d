package io.gyre.conformance.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.LoopFlag;
import io.gyre.listener.ConnectionListener;
import io.gyre.net.EaiError;
import io.gyre.net.HostQuery;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bufferevents that connect by name, through the resolver. */
class ConnectThroughDnsTest extends NamedWorld {
    private static final int PORT = 80;

    private final List<SocketBufferEvent> clients = new ArrayList<>();

    /** What befell each client, in the order of the clients. */
    private final List<List<Outcome>> outcomes = new ArrayList<>();

    private int accepted;

    private void listenAt(String address) throws IOException {
        atTheEnd(ConnectionListener.bind(base, new InetSocketAddress(ip(address), PORT), (_, fd, _) -> {
            accepted++;
            fd.close();
        }));
    }

    private void connect(String host, boolean hints) throws IOException {
        var query = HostQuery.builder().host(host).port(PORT);
        if (hints) {
            query.family(HostQuery.Family.INET).socketTypes(SocketType.STREAM).flags(HostQuery.Flag.ADDRCONFIG);
        }
        var mine = new ArrayList<Outcome>();
        SocketBufferEvent client = atTheEnd(SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE));
        client.callbacks(new BufferEventCallbacks() {
            @Override
            public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
                mine.add(outcome);
            }
        });
        clients.add(client);
        outcomes.add(mine);
        client.connect(query.build(), resolver);
    }

    private void connectFive(boolean hints) throws IOException {
        connect("10.0.0.5", hints);
        connect("www.example", hints);
        connect("nowhere.example", hints);
        connect("localhost", hints);
        connect("nobody.invalid", hints);
        awaitOutcomes();
    }

    private void awaitOutcomes() {
        while (outcomes.stream().anyMatch(List::isEmpty)) {
            base.loop(LoopFlag.ONCE);
        }
        base.loop(LoopFlag.NONBLOCK);
    }

    private List<Boolean> connected() {
        outcomes.forEach(each -> assertEquals(1, each.size(), each::toString));
        return outcomes.stream()
                .map(each -> each.getFirst() instanceof Outcome.Connected)
                .toList();
    }

    private long asked(RecordType type) {
        return questions.stream().filter(each -> each.type().equals(type)).count();
    }

    //
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void eachConnectionByNameHasOneOutcome(boolean hints) throws IOException {
        listenAt("10.0.0.5");
        listenAt("127.0.0.1");
        has("www.example", "10.0.0.5");
        connectFive(hints);
        assertEquals(List.of(true, true, false, true, false), connected());
        for (int i = 0; i < 5; i++) {
            EaiError error = clients.get(i).dnsError();
            if (i == 2 || i == 4) {
                assertEquals(EaiError.NONAME, error);
            } else {
                assertNull(error);
            }
        }
        assertEquals(3, accepted);
        assertEquals(2, asked(RecordType.A));
        assertEquals(hints ? 0 : 2, asked(RecordType.AAAA));
    }

    /** So many that each of the resolver's sockets is open. */
    private void openEverySocket() {
        int[] left = {300};
        for (int i = left[0]; i > 0; i--) {
            resolver.resolveIpv4("warm.example", _ -> left[0]--, QueryFlag.FRESH);
        }
        while (left[0] > 0) {
            base.loop(LoopFlag.ONCE);
        }
        questions.clear();
    }

    private void allowNoMoreDescriptors() {
        world.platform().limitDescriptors(world.platform().openDescriptors().size());
    }

    private static String cause(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? String.valueOf(failed.cause()) : outcome.toString();
    }

    //
    @Test
    void withoutDescriptorsConnectionsFailButNamesAreLookedUp() throws IOException {
        listenAt("10.0.0.5");
        listenAt("127.0.0.1");
        has("www.example", "10.0.0.5");
        openEverySocket();
        allowNoMoreDescriptors();
        connectFive(true);
        assertEquals(List.of(false, false, false, false, false), connected());
        for (int i : List.of(0, 1, 3)) {
            assertNull(clients.get(i).dnsError());
            assertTrue(cause(outcomes.get(i).getFirst()).contains("EMFILE"), outcomes::toString);
        }
        assertEquals(EaiError.NONAME, clients.get(2).dnsError());
        assertEquals(EaiError.NONAME, clients.get(4).dnsError());
        assertEquals(0, accepted);
        assertEquals(2, questions.size());
    }

    @Test
    void aQuestionForWhichThereIsNoDescriptorEndsToo() throws IOException {
        has("www.example", "10.0.0.5");
        allowNoMoreDescriptors();
        connect("www.example", false);
        awaitOutcomes();
        assertEquals(List.of(false), connected());
        assertEquals(EaiError.AGAIN, clients.getFirst().dnsError());
        assertTrue(cause(outcomes.getFirst().getFirst()).contains("EMFILE"), outcomes::toString);
    }
}

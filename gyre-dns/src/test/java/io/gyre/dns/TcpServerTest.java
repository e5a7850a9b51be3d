package io.gyre.dns;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.MalformedMessageException;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.testing.ScriptedPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server over connections, with clients that do not behave. */
class TcpServerTest extends DnsSuite {
    private final List<DnsServerRequest> requests = new ArrayList<>();
    private boolean answering = true;
    private final DnsServer server = serve();

    private DnsServer serve() {
        try {
            DnsServer made = DnsServer.tcp(base, new InetSocketAddress(ip("10.0.0.1"), 53), request -> {
                requests.add(request);
                if (answering) {
                    request.respond(ResponseCode.NOERROR);
                }
            });
            atTheEnd(made::closeNow);
            return made;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private ScriptedPeer client() {
        try {
            ScriptedPeer peer = world.peer(world.descriptors().connect(requireNonNull(server.address())));
            atTheEnd(peer::close);
            return peer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] framed(int id) {
        byte[] query = Message.query(id, Question.of(name("www.example"), RecordType.A), null)
                .toBytes();
        byte[] frame = new byte[2 + query.length];
        frame[1] = (byte) query.length;
        System.arraycopy(query, 0, frame, 2, query.length);
        return frame;
    }

    private static byte[] many(int count) {
        byte[] one = framed(1);
        byte[] all = new byte[count * one.length];
        for (int i = 0; i < count; i++) {
            System.arraycopy(framed(i), 0, all, i * one.length, one.length);
        }
        return all;
    }

    /** {@return the ids of what the client received} */
    private static List<Integer> ids(ScriptedPeer client) {
        byte[] bytes = client.received();
        var ids = new ArrayList<Integer>();
        for (int at = 0; at + 2 <= bytes.length; ) {
            int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            try {
                ids.add(Message.parse(Arrays.copyOfRange(bytes, at + 2, at + 2 + length))
                        .header()
                        .id());
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
            at += 2 + length;
        }
        return ids;
    }

    @Test
    void queriesInOneStreamAreAnsweredEach() {
        ScriptedPeer client = client().sendAt(ms(0), many(5));
        base.after(ms(100), base::loopExit);
        base.dispatch();
        assertEquals(List.of(0, 1, 2, 3, 4), ids(client));
    }

    @Test
    void aQueryThatDripsInIsAnswered() {
        byte[] frame = framed(9);
        ScriptedPeer client = client();
        for (int i = 0; i < frame.length; i++) {
            client.sendAt(ms(100L * i), new byte[] {frame[i]});
        }
        base.after(ms(100L * frame.length), base::loopExit);
        base.dispatch();
        assertEquals(List.of(9), ids(client));
    }

    @Test
    void whoIsSilentIsLeft() {
        ScriptedPeer client = client().sendAt(ms(0), framed(1));
        base.after(ms(20_000), base::loopExit);
        base.dispatch();
        assertTrue(client.atEnd());
        assertEquals(List.of(1), ids(client));
    }

    /** It announces 65535 octets, and sends two. */
    @Test
    void aLengthThatLiesIsATimeout() {
        ScriptedPeer client = client().sendAt(ms(0), new byte[] {-1, -1, 1, 2});
        base.after(ms(11_000), base::loopExit);
        base.dispatch();
        assertTrue(client.atEnd());
        assertEquals(0, requests.size());
    }

    @Test
    void anAnswerThatTakesLongIsWaitedFor() {
        answering = false;
        ScriptedPeer client = client().sendAt(ms(0), framed(3));
        base.after(ms(25_000), () -> requests.getFirst().respond(ResponseCode.NOERROR));
        base.after(ms(26_000), base::loopExit);
        base.dispatch();
        assertEquals(List.of(3), ids(client));
    }

    @Test
    void whoAsksTooMuchAtATimeIsReadLater() {
        answering = false;
        server.options(server.options().withMaxUnanswered(10, 10));
        ScriptedPeer client = client().sendAt(ms(0), many(25));
        base.after(ms(1000), () -> {
            assertEquals(10, requests.size());
            answering = true;
            List.copyOf(requests).forEach(request -> request.respond(ResponseCode.NOERROR));
        });
        base.after(ms(2000), base::loopExit);
        base.dispatch();
        assertEquals(25, ids(client).size());
    }

    @Test
    void moreConnectionsThanAllowedAreClosed() {
        server.options(server.options().withMaxTcpClients(2));
        List<ScriptedPeer> clients = List.of(client(), client(), client());
        base.after(ms(100), base::loopExit);
        base.dispatch();
        assertEquals(1, clients.stream().filter(ScriptedPeer::atEnd).count());
        assertEquals(1, server.statistics().dropped());
    }

    @Test
    void theEndOfQueriesIsNotTheEndOfAnswers() {
        answering = false;
        ScriptedPeer client = client().sendAt(ms(0), framed(4)).endAt(ms(10));
        base.after(ms(500), () -> requests.getFirst().respond(ResponseCode.NOERROR));
        base.after(ms(600), base::loopExit);
        base.dispatch();
        assertEquals(List.of(4), ids(client));
        assertTrue(client.atEnd());
    }

    @Test
    void aClientThatIsGoneCanBeAnsweredInVain() {
        answering = false;
        ScriptedPeer client = client().sendAt(ms(0), framed(4)).resetAt(ms(10));
        base.after(ms(500), base::loopExit);
        base.dispatch();
        assertFalse(requests.getFirst().respond(ResponseCode.NOERROR));
        assertEquals(0, server.statistics().unanswered());
        assertEquals(List.of(), ids(client));
    }

    @Test
    void badQueriesAreRefusedInTheStreamToo() {
        byte[] frame = framed(5);
        frame[2 + 5] = 0; // No question.
        ScriptedPeer client = client().sendAt(ms(0), frame);
        base.after(ms(100), base::loopExit);
        base.dispatch();
        assertEquals(List.of(5), ids(client));
        assertEquals(0, requests.size());
    }
}

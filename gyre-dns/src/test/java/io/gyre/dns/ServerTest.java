package io.gyre.dns;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.Header;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Octets;
import io.gyre.dns.wire.Opcode;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.LoopFlag;
import io.gyre.testing.Call;
import io.gyre.testing.Errno;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A server in datagrams, asked by a socket that sends whatever a test wants. */
class ServerTest extends DnsSuite {
    private final List<DnsServerRequest> requests = new ArrayList<>();
    private final List<Message> replies = new ArrayList<>();
    private final DnsServer server = serve();

    /** It is a client here: what it takes for queries are the replies. */
    private final FakeClient client = new FakeClient(base, replies);

    {
        atTheEnd(client::close);
        atTheEnd(server::closeNow);
    }

    private DnsServer serve() {
        try {
            return DnsServer.udp(base, new InetSocketAddress(ip("10.0.0.1"), 53), requests::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void run() {
        for (int i = 0; i < 4; i++) {
            base.loop(LoopFlag.NONBLOCK);
        }
    }

    private static Message query(String name, RecordType type, @Nullable Edns edns) {
        return Message.query(7, Question.of(name(name), type), edns);
    }

    private DnsServerRequest receive(Message query) {
        client.send(query.toBytes(), ip("10.0.0.1"));
        run();
        return requests.getLast();
    }

    /** {@return the reply to octets that the handler never sees, or null} */
    private @Nullable Message handled(byte... octets) {
        int before = replies.size();
        client.send(octets, ip("10.0.0.1"));
        run();
        assertEquals(0, requests.size());
        return replies.size() == before ? null : replies.getLast();
    }

    private Message refused(byte[] octets) {
        return requireNonNull(handled(octets));
    }

    @Test
    void aReplyHasTheIdAndTheQuestionInItsCase() {
        DnsServerRequest request = receive(query("WwW.Example", RecordType.A, null));
        assertEquals(DnsTransport.UDP, request.transport());
        assertEquals(client.address(), request.client());
        assertTrue(request.flags(HeaderFlag.AA)
                .addAddresses(request.question().name(), 60, List.of(ip("10.1.1.1")))
                .respond(ResponseCode.NOERROR));
        run();
        Message reply = replies.getFirst();
        assertEquals(7, reply.header().id());
        assertEquals("WwW.Example.", asked(reply).name().toString());
        assertEquals(
                Set.of(HeaderFlag.QR, HeaderFlag.AA, HeaderFlag.RD),
                reply.header().flags());
        assertEquals("WwW.Example. 60 IN A 10.1.1.1", reply.answers().getFirst().toString());
    }

    @Test
    void everyKindOfRecordCanBeAnsweredInEverySection() {
        DnsServerRequest request = receive(query("example", RecordType.ANY, null));
        request.addPtr(ip("10.1.1.1"), name("host.example"), 1)
                .addPtr(name("2.1.1.10.in-addr.arpa"), name("host.example"), 1)
                .addCname(name("www.example"), name("host.example"), 2)
                .add(DnsSection.AUTHORITY, soa("example", 1, 2))
                .add(DnsSection.ADDITIONAL, a("ns.example", "10.0.0.53"))
                .respond(ResponseCode.NXDOMAIN);
        run();
        Message reply = replies.getFirst();
        assertEquals(ResponseCode.NXDOMAIN, reply.header().code());
        assertEquals(
                List.of(
                        "1.1.1.10.in-addr.arpa. 1 IN PTR host.example.",
                        "2.1.1.10.in-addr.arpa. 1 IN PTR host.example.",
                        "www.example. 2 IN CNAME host.example."),
                reply.answers().stream().map(ResourceRecord::toString).toList());
        assertEquals(
                List.of(1, 1),
                List.of(reply.authority().size(), reply.additional().size()));
    }

    private Message truncated(@Nullable Edns edns, int addresses) {
        DnsServerRequest request = receive(query("many.example", RecordType.A, edns));
        request.addAddresses(
                        request.question().name(),
                        60,
                        IntStream.range(0, addresses)
                                .mapToObj(i -> ip("10.1." + i / 250 + "." + i % 250))
                                .toList())
                .respond(ResponseCode.NOERROR);
        run();
        return replies.getLast();
    }

    @Test
    void aReplyIsAsLongAsTheClientAndTheServerWant() {
        assertTrue(truncated(null, 100).header().has(HeaderFlag.TC));
        assertNull(replies.getLast().edns());
        assertFalse(truncated(Edns.of(1232), 70).header().has(HeaderFlag.TC));
        assertEquals(Edns.of(1232), replies.getLast().edns());
        assertTrue(truncated(Edns.of(65535), 100).header().has(HeaderFlag.TC));
        assertTrue(replies.getLast().toBytes().length <= 1232);
        assertTrue(truncated(Edns.of(0), 40).header().has(HeaderFlag.TC));
        assertTrue(replies.getLast().toBytes().length <= 512);
    }

    @Test
    void aReplyIsSentOnceOnly() {
        DnsServerRequest request = receive(query("www.example", RecordType.A, null));
        request.respond(ResponseCode.NOERROR);
        assertThrows(IllegalStateException.class, () -> request.respond(ResponseCode.NOERROR));
        assertThrows(IllegalStateException.class, () -> request.addCname(name("a"), name("b"), 1));
        request.drop();
        run();
        assertEquals(1, replies.size());
        assertEquals(1, server.statistics().replies());
    }

    @Test
    void whoIsDroppedHearsNothing() {
        receive(query("www.example", RecordType.A, null)).drop();
        run();
        assertEquals(0, replies.size());
        assertEquals(0, server.statistics().unanswered());
    }

    @Test
    void whatIsNoQueryIsIgnored() {
        assertNull(handled());
        assertNull(handled(new byte[11]));
        assertNull(handled(query("x", RecordType.A, null).answer().build().toBytes()));
        assertEquals(3, server.statistics().dropped());
    }

    @Test
    void badQueriesAreRefused() {
        byte[] good = query("www.example", RecordType.A, null).toBytes();
        for (int count : new int[] {0, 2, 255}) {
            byte[] bad = good.clone();
            bad[5] = (byte) count;
            assertEquals(ResponseCode.FORMERR, refused(bad).header().code());
        }
        byte[] loop = good.clone();
        loop[12] = (byte) 0xc0;
        loop[13] = 12;
        assertEquals(ResponseCode.FORMERR, refused(loop).header().code());
        assertEquals(
                ResponseCode.FORMERR, refused(Arrays.copyOf(good, 20)).header().code());
        assertTrue(replies.getLast().toBytes().length <= 20);
        for (int opcode : new int[] {1, 2, 4, 5}) {
            byte[] other = good.clone();
            other[2] |= (byte) (opcode << 3);
            Message reply = refused(other);
            assertEquals(ResponseCode.NOTIMP, reply.header().code());
            assertEquals(new Opcode(opcode), reply.header().opcode());
        }
        Message later = query("www.example", RecordType.A, new Edns(1232, 1, false, List.of()));
        assertEquals(ResponseCode.BADVERS, refused(later.toBytes()).header().code());
    }

    @Test
    void namesThatNobodyCanHaveAreTheHandlersError() {
        DnsServerRequest request = receive(query("www.example", RecordType.A, null));
        assertThrows(IllegalArgumentException.class, () -> request.addCname(name("www"), name("x".repeat(64)), 1));
        request.drop();
    }

    @Test
    void aHandlerThatThrowsIsServfail() throws IOException {
        var failing = DnsServer.udp(base, new InetSocketAddress(ip("10.0.0.2"), 53), _ -> {
            throw new IllegalStateException("mine");
        });
        atTheEnd(failing::closeNow);
        client.send(query("x", RecordType.A, null).toBytes(), ip("10.0.0.2"));
        run();
        assertEquals(ResponseCode.SERVFAIL, replies.getFirst().header().code());
    }

    @Test
    void aHandlerThatEndsTheLoopByAnErrorLeavesNothingUnanswered() throws IOException {
        var failing = DnsServer.udp(base, new InetSocketAddress(ip("10.0.0.2"), 53), _ -> {
            throw new AssertionError("mine");
        });
        atTheEnd(failing::closeNow);
        client.send(query("x", RecordType.A, null).toBytes(), ip("10.0.0.2"));
        assertThrows(AssertionError.class, this::run);
        assertEquals(0, failing.statistics().unanswered());
        failing.close();
        assertNull(failing.address());
    }

    @Test
    void tooManyUnansweredAreDropped() {
        server.options(server.options().withMaxUnanswered(1, 2));
        for (int i = 0; i < 5; i++) {
            client.send(query("x", RecordType.A, null).toBytes(), ip("10.0.0.1"));
        }
        run();
        assertEquals(2, requests.size());
        requests.forEach(DnsServerRequest::drop);
    }

    @Test
    void closingWaitsForTheAnswersToCome() {
        DnsServerRequest request = receive(query("www.example", RecordType.A, null));
        server.close();
        server.close();
        client.send(query("later.example", RecordType.A, null).toBytes(), ip("10.0.0.1"));
        run();
        assertEquals(1, requests.size());
        request.respond(ResponseCode.NOERROR);
        run();
        assertEquals(1, replies.size());
        assertNull(server.address());
    }

    @Test
    void closingSendsTheRepliesThatTheSystemDidNotTakeAtOnce() {
        for (int i = 0; i < 3; i++) {
            receive(query("www.example", RecordType.A, null));
        }
        world.platform().faults().fail(Call.SEND, Errno.EAGAIN, 2);
        requests.forEach(request -> request.respond(ResponseCode.NOERROR));
        server.close();
        assertEquals(0, replies.size());
        run();
        assertEquals(3, replies.size());
        assertNull(server.address());
    }

    @Test
    void closingAtOnceMakesAnswersImpossible() {
        DnsServerRequest request = receive(query("www.example", RecordType.A, null));
        server.closeNow();
        assertThrows(IllegalStateException.class, () -> request.respond(ResponseCode.NOERROR));
        request.drop();
    }

    @Test
    void aReplyMadeElsewhereGetsTheIdOfTheRequest() {
        DnsServerRequest request = receive(query("www.example", RecordType.A, null));
        Message other = new Message(
                new Header(99, Opcode.QUERY, Set.of(HeaderFlag.QR, HeaderFlag.RA), ResponseCode.NOERROR),
                List.of(),
                List.of(a("www.example", "10.1.1.1")),
                List.of(),
                List.of(),
                Edns.of(4096));
        request.respond(other);
        run();
        assertEquals(7, replies.getFirst().header().id());
        assertNull(replies.getFirst().edns());
        assertEquals(name("www.example"), asked(replies.getFirst()).name());
    }

    @Test
    void aReplyLongerThanAnyIsAnErrorByTcp() throws IOException {
        var errors = new ArrayList<Exception>();
        var tcp = DnsServer.tcp(base, new InetSocketAddress(ip("10.0.0.3"), 53), request -> {
            var text = new RecordData.Txt(Collections.nCopies(200, Octets.of("x".repeat(255))));
            request.add(DnsSection.ANSWER, ResourceRecord.of(name("x"), RecordType.TXT, 1, text));
            request.add(DnsSection.ANSWER, ResourceRecord.of(name("x"), RecordType.TXT, 1, text));
            try {
                request.respond(ResponseCode.NOERROR);
            } catch (IllegalArgumentException expected) {
                errors.add(expected);
                throw expected;
            }
        });
        atTheEnd(tcp::closeNow);
        resolver.addNameServer("10.0.0.3");
        set("use-vc", "");
        ask("x");
        assertEquals(DnsError.SERVERFAILED, failed().error());
        assertEquals(1, errors.size());
    }
}

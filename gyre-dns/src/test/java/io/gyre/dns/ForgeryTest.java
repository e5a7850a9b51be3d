package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.Header;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResponseCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies that are not what they seem: never accepted, and counted. */
class ForgeryTest extends DnsSuite {
    private static final String FORGED = "6.6.6.6";

    private static Message answer(Message query, String address) {
        return query.answer()
                .flags(HeaderFlag.RA)
                .answers(List.of(a(asked(query).name().toHost(), address)))
                .build();
    }

    private static Message withId(Message message, int id) {
        Header header = message.header();
        return new Message(
                new Header(id, header.opcode(), header.flags(), header.code()),
                message.questions(),
                message.answers(),
                message.authority(),
                message.additional(),
                message.edns());
    }

    private static Message withQuestion(Message message, Question question) {
        return new Message(
                message.header(),
                List.of(question),
                message.answers(),
                message.authority(),
                message.additional(),
                message.edns());
    }

    /** Sends the forgery, and the truth after it. */
    private void assertNotAccepted(Forger forger) {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> {
            forger.forge(server, query, client);
            server.send(answer(query, "192.0.2.1"), client);
        });
        ask("www.example");
        assertEquals(List.of(ip("192.0.2.1")), answered().addresses());
        assertEquals(0, elapsedMillis());
    }

    private interface Forger {
        void forge(FakeServer server, Message query, InetSocketAddress client) throws IOException;
    }

    @Test
    void anotherId() {
        assertNotAccepted((server, query, client) -> {
            Message forged = answer(query, FORGED);
            server.send(withId(forged, query.header().id() ^ 1), client);
        });
        assertEquals(1, resolver.statistics().unexpected());
    }

    @Test
    void anotherSource() {
        var stranger = new FakeServer(base, "10.6.6.6", 53);
        atTheEnd(stranger::close);
        assertNotAccepted((_, query, client) -> stranger.send(answer(query, FORGED), client));
        assertEquals(1, resolver.statistics().replies());
    }

    @Test
    void anotherPortOfTheSameServer() {
        var stranger = new FakeServer(base, "10.0.0.1", 54);
        atTheEnd(stranger::close);
        assertNotAccepted((_, query, client) -> stranger.send(answer(query, FORGED), client));
    }

    @Test
    void anotherQuestion() {
        assertNotAccepted((server, query, client) -> server.send(
                withQuestion(answer(query, FORGED), Question.of(name("bank.example"), RecordType.A)), client));
        assertEquals(1, resolver.statistics().wrongQuestion());
    }

    @Test
    void anotherType() {
        assertNotAccepted((server, query, client) -> server.send(
                withQuestion(answer(query, FORGED), Question.of(asked(query).name(), RecordType.AAAA)), client));
        assertEquals(1, resolver.statistics().wrongQuestion());
    }

    @Test
    void noQuestionAtAll() {
        assertNotAccepted((server, query, client) -> {
            Message forged = answer(query, FORGED);
            server.send(new Message(forged.header(), List.of(), forged.answers(), List.of(), List.of(), null), client);
        });
        assertEquals(1, resolver.statistics().wrongQuestion());
    }

    @Test
    void anotherCase() {
        assertNotAccepted((server, query, client) -> {
            Question swapped = Question.of(asked(query).name().withCase(new byte[] {-1}), RecordType.A);
            server.send(withQuestion(answer(query, FORGED), swapped), client);
        });
        assertEquals(1, resolver.statistics().wrongCase());
    }

    @Test
    void aQueryInsteadOfAReply() {
        assertNotAccepted((server, query, client) -> server.send(query, client));
        assertEquals(1, resolver.statistics().malformed());
    }

    @Test
    void octetsThatAreNoMessage() {
        assertNotAccepted((server, query, client) -> {
            byte[] octets = answer(query, FORGED).toBytes();
            server.send(Arrays.copyOf(octets, octets.length - 1), client);
            server.send(new byte[0], client);
            server.send(new byte[5], client);
        });
        assertEquals(1, resolver.statistics().malformed());
        assertEquals(2, resolver.statistics().unexpected());
    }

    @Test
    void aSecondReply() {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> {
            server.send(answer(query, "192.0.2.1"), client);
            server.send(answer(query, FORGED), client);
        });
        for (int i = 0; i < 50; i++) {
            ask("www" + i + ".example");
        }
        await(50);
        settle();
        results.forEach(
                each -> assertEquals(List.of(ip("192.0.2.1")), answered(each).addresses()));
        assertEquals(50, resolver.statistics().replies());
    }

    @Test
    void aReplyAfterItsTime() {
        FakeServer server = server("10.0.0.1");
        set("timeout", "1");
        server.will((query, client) -> {
            String address = server.queries.size() == 1 ? FORGED : "192.0.2.1";
            Duration delay = server.queries.size() == 1 ? ms(1500) : ms(900);
            world.after(delay, () -> {
                try {
                    server.send(answer(query, address), client);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        });
        ask("www.example");
        assertEquals(List.of(ip("192.0.2.1")), answered().addresses());
        assertEquals(1900, elapsedMillis());
    }

    /** As many as may come before the true reply: each id, from another address. */
    @Test
    void hundredThousandsOfThem() {
        FakeServer server = server("10.0.0.1");
        var stranger = new FakeServer(base, "10.6.6.6", 53);
        atTheEnd(stranger::close);
        server.will((query, client) -> {
            Message forged = answer(query, FORGED);
            for (int id = 0; id <= 0xffff; id++) {
                stranger.send(withId(forged, id), client);
                if (id != query.header().id() && id % 200 == 0) {
                    server.send(withId(forged, id), client);
                }
            }
            server.send(answer(query, "192.0.2.1"), client);
        });
        ask("www.example");
        assertEquals(List.of(ip("192.0.2.1")), answered().addresses());
        assertTrue(resolver.statistics().unexpected() >= 300, resolver.statistics()::toString);
    }

    /** A server that does not keep the case of letters is asked by TCP, where nobody else can answer. */
    @Test
    void aServerWithoutCaseIsAskedByTcp() throws IOException {
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> server.send(
                withQuestion(
                        answer(query, FORGED),
                        Question.of(name("a-long-name-with-many-letters.example"), RecordType.A)),
                client));
        DnsServer tcp = DnsServer.tcp(
                base,
                server.address,
                request -> request.addAddresses(request.question().name(), 60, List.of(ip("192.0.2.1")))
                        .respond(ResponseCode.NOERROR));
        atTheEnd(tcp::closeNow);
        ask("a-long-name-with-many-letters.example");
        DnsResult.Answered answer = answered();
        assertEquals(List.of(ip("192.0.2.1")), answer.addresses());
        assertEquals(5000, elapsedMillis());
        assertEquals(DnsTransport.TCP, answer.attempts().getLast().transport());
    }
}

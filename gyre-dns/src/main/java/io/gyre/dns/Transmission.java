package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.Header;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Opcode;
import io.gyre.dns.wire.Question;
import org.jspecify.annotations.Nullable;

/**
 * One message on its way, and what a reply to it must be like (RFC 5452): from the server that it went to, since sockets are connected, to the
 * port that it came from, with its id, and with its very question, down to the random case of its letters.
 */
final class Transmission {
    /** Who waits for the reply. */
    interface Asker {
        /** There is a reply that fits. */
        void replied(Transmission transmission, Message reply);

        /** There will be no reply. */
        void broken(Transmission transmission, String why);
    }

    final NameServer server;
    final DnsTransport transport;
    final Asker asker;
    final long sentAt;

    /** As it is sent. */
    final Question question;

    final boolean edns;
    private final boolean exactCase;
    private final int ednsSize;

    /** Given by the carrier, unique on it. */
    int id;

    @Nullable
    Carrier carrier;

    /** Whether a reply came that fits but for the case of letters: a server that does not keep it, or a forgery. */
    boolean wrongCaseSeen;

    Transmission(NameServer server, DnsTransport transport, Question asked, boolean edns, Asker asker) {
        Engine engine = server.engine;
        this.server = server;
        this.transport = transport;
        this.asker = asker;
        this.sentAt = engine.now();
        this.edns = edns;
        ednsSize = engine.options.ednsUdpSize();
        exactCase = engine.options.randomizeCase();
        question = exactCase ? inRandomCase(asked, engine.entropy) : asked;
    }

    private static Question inRandomCase(Question asked, Entropy entropy) {
        DnsName name = asked.name();
        return new Question(name.withCase(entropy.bits((name.length() + 7) >> 3)), asked.type(), asked.recordClass());
    }

    Message message() {
        return Message.query(id, question, edns ? Edns.of(ednsSize) : null);
    }

    /** {@return whether a message with this id is the reply} What is not is counted, and the true one still awaited. */
    boolean accepts(Message reply, Counters counters) {
        Header header = reply.header();
        if (!header.has(HeaderFlag.QR) || !header.opcode().equals(Opcode.QUERY)) {
            counters.malformed++;
            return false;
        }
        if (reply.questions().isEmpty() && mayLackQuestion(header.code().code())) {
            return true;
        }
        if (reply.questions().size() != 1 || !reply.questions().getFirst().equals(question)) {
            counters.wrongQuestion++;
            return false;
        }
        if (exactCase && !reply.questions().getFirst().equalsExactly(question)) {
            counters.wrongCase++;
            wrongCaseSeen = true;
            return false;
        }
        return true;
    }

    /** Some servers send nothing but the header back if they cannot read a query; whoever forges that gains nothing but a delay. */
    private static boolean mayLackQuestion(int code) {
        return code == 1 || code == 4;
    }

    /** Lets no reply come any more. */
    void forget() {
        Carrier from = carrier;
        if (from != null) {
            from.forget(this);
            carrier = null;
        }
    }
}

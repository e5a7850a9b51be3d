package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.Header;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.MalformedMessageException;
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

    private static final int HEADER = 12;

    final NameServer server;
    final DnsTransport transport;
    final Asker asker;
    final long sentAt;

    /** As it was asked for. */
    private final Question asked;

    /** As it is sent. */
    private final Question question;

    final boolean edns;
    private final boolean exactCase;
    private final int ednsSize;

    /** Given by the carrier, unique on it. */
    int id;

    /** Where it waits for its reply; null if it does not. */
    @Nullable
    Carrier carrier;

    /** Where it waited first; null before it was sent. */
    @Nullable
    Carrier sentOn;

    /** The next one in its chain there. */
    @Nullable
    Transmission next;

    /** Whether a reply came that fits but for the case of letters: a server that does not keep it, or a forgery. */
    boolean wrongCaseSeen;

    Transmission(NameServer server, DnsTransport transport, Question asked, boolean edns, Asker asker) {
        Engine engine = server.engine;
        this.server = server;
        this.asked = asked;
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

    /**
     * {@return the reply, if that is what octets with this id are, or null} What is not is counted, and the true one still awaited.
     *
     * @param bytes changed: servers let names in the answer point to the question, and so they would be in its random case
     */
    @Nullable
    Message read(byte[] bytes, int length, Counters counters) {
        boolean echoed = exactCase && restoreCase(bytes, length);
        try {
            Message reply = Message.parse(bytes, 0, length);
            return accepts(reply, echoed, counters) ? reply : null;
        } catch (MalformedMessageException malformed) {
            counters.malformed++;
            return null;
        }
    }

    /** {@return whether the name stands there just as it was sent; then it stands there as it was asked for} */
    private boolean restoreCase(byte[] bytes, int length) {
        boolean echoed = question.name().standsIn(bytes, HEADER, length);
        if (echoed) {
            asked.name().copyTo(bytes, HEADER);
        }
        return echoed;
    }

    private boolean accepts(Message reply, boolean echoed, Counters counters) {
        Header header = reply.header();
        if (!header.has(HeaderFlag.QR) || !header.opcode().equals(Opcode.QUERY)) {
            counters.malformed++;
            return false;
        }
        if (reply.questions().isEmpty() && mayLackQuestion(header.code().code())) {
            return true;
        }
        if (reply.questions().size() != 1 || !reply.questions().getFirst().equals(asked)) {
            counters.wrongQuestion++;
            return false;
        }
        if (exactCase && !echoed) {
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

    /** {@return whether it went by a connection that served before, whose end says nothing about the server} */
    boolean hadProvenConnection() {
        return sentOn instanceof TcpConnection connection && connection.isProven();
    }

    /** Lets no reply come any more. */
    void forget() {
        Carrier from = carrier;
        if (from != null) {
            carrier = null;
            from.forget(this);
        }
    }
}

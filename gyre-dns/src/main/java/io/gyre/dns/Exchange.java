package io.gyre.dns;

import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.ResponseCode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One question on its way to an answer: sent to one server after the other, again after each silence, by TCP if the answer was cut, until there is
 * an answer, every server said no, all attempts are used up, or the deadline is over.
 *
 * <pre>
 *   WAITING --its turn--> ASKING --reply, last attempt, deadline--> DONE
 *   ASKING --the servers were taken away--> WAITING
 *   WAITING --deadline, cancel--> DONE
 * </pre>
 */
final class Exchange extends Roll.Member<Exchange> implements Transmission.Asker {
    /** How long to wait before the same server is tried again that could not be reached. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private enum State {
        WAITING,
        ASKING,
        DONE
    }

    final Question question;
    final long startedAt;
    private final Engine engine;
    private final QueryFlags flags;
    private final long deadline;
    private final Consumer<Interpretation> whenDone;
    private final List<Attempt> attempts = new ArrayList<>(1);

    /** What servers said that will not answer. Most questions meet none, and make no room for it. */
    private Map<NameServer, DnsError> refusals = Map.of();

    private State state = State.WAITING;
    private int start = -1;
    private int sent;
    private int alarm = Deadlines.NONE;
    private @Nullable Transmission current;

    /** @param deadline on the clock of the base */
    Exchange(Engine engine, Question question, QueryFlags flags, long deadline, Consumer<Interpretation> whenDone) {
        this.engine = engine;
        this.question = question;
        this.flags = flags;
        this.deadline = deadline;
        this.whenDone = whenDone;
        startedAt = engine.now();
    }

    void start() {
        if (!engine.admission.enter(this)) {
            finish(failed(DnsError.TIMEOUT, "not asked, because too many questions wait (max-waiting)"));
        } else if (state == State.WAITING) {
            arm(deadline);
        }
    }

    private void arm(long when) {
        alarm = engine.deadlines.set(alarm, when - deadline < 0 ? when : deadline, this);
    }

    /** It is this question's turn. */
    void ask() {
        state = State.ASKING;
        if (start < 0) {
            start = engine.servers.nextTurn();
        }
        next();
    }

    /** The servers are taken away: waits for others. */
    void recall() {
        drop();
        state = State.WAITING;
        refusals = Map.of();
        sent = 0;
        arm(deadline);
    }

    void cancel() {
        if (state != State.DONE) {
            end();
        }
    }

    int timesAsked(NameServer server) {
        int count = 0;
        for (Attempt each : attempts) {
            count += each.server().equals(server.address) ? 1 : 0;
        }
        return count;
    }

    private void next() {
        if (sent >= engine.options.attempts()) {
            finish(failed(verdict(), ""));
            return;
        }
        NameServer server = engine.servers.pick(this, refusals::containsKey, start);
        if (server == null) {
            finish(failed(verdict(), ""));
            return;
        }
        sent++;
        boolean tcp = engine.options.useTcp() || flags.has(QueryFlag.USE_TCP);
        transmit(server, tcp ? DnsTransport.TCP : DnsTransport.UDP);
    }

    /** Servers that said no decide, unless one was silent that may yet answer. */
    private DnsError verdict() {
        boolean servfail = refusals.containsValue(DnsError.SERVERFAILED);
        boolean all = refusals.size() == engine.servers.addresses().size();
        if (servfail || (all && !refusals.isEmpty())) {
            return servfail
                    ? DnsError.SERVERFAILED
                    : refusals.values().iterator().next();
        }
        return DnsError.TIMEOUT;
    }

    private void transmit(NameServer server, DnsTransport transport) {
        var transmission = new Transmission(server, transport, question, server.takesEdns(), this);
        try {
            current = transmission;
            server.send(transmission);
            if (current == transmission) {
                arm(engine.now() + engine.options.timeout().toNanos());
            }
        } catch (IOException failure) {
            unreachable(transmission, false, String.valueOf(failure.getMessage()));
        }
    }

    private void note(Transmission of, boolean reached, String outcome) {
        Duration elapsed = Duration.ofNanos(engine.now() - of.sentAt);
        attempts.add(new Attempt(of.server.address, of.transport, reached, outcome, elapsed));
    }

    private void drop() {
        Transmission under = current;
        if (under != null) {
            current = null;
            under.forget();
        }
    }

    /** The time is over that was set last. */
    void due() {
        alarm = Deadlines.NONE;
        Transmission under = current;
        if (under != null) {
            note(under, true, under.wrongCaseSeen ? "a reply in another case of letters" : "no reply");
            drop();
            under.server.timedOut(under);
        }
        if (engine.now() - deadline >= 0) {
            finish(failed(DnsError.TIMEOUT, state == State.WAITING ? whyWaiting() : "the deadline is over"));
        } else if (under != null && under.wrongCaseSeen && sent < engine.options.attempts()) {
            sent++;
            transmit(under.server, DnsTransport.TCP); // Where nobody else can have sent it.
        } else {
            next();
        }
    }

    private String whyWaiting() {
        if (engine.servers.isSuspended()) {
            return "not asked, because the resolver is suspended";
        }
        return engine.servers.mayAsk()
                ? "not asked, because " + engine.options.maxInflight() + " questions were ahead (max-inflight)"
                : "not asked, because there is no name server: add one";
    }

    @Override
    public void replied(Transmission of, Message reply) {
        if (of != current) {
            return;
        }
        current = null;
        ResponseCode code = reply.header().code();
        boolean cut = reply.header().has(HeaderFlag.TC);
        note(of, true, cut ? "truncated" : code.toString());
        if (cut) {
            of.server.answered();
            truncated(of);
        } else if (code.equals(ResponseCode.NOERROR) || code.equals(ResponseCode.NXDOMAIN)) {
            of.server.answered();
            finish(AnswerReader.read(question, reply, attempts));
        } else {
            refused(of, code);
        }
    }

    private void truncated(Transmission of) {
        engine.counters.truncated++;
        boolean ignore = engine.options.ignoreTruncation() || flags.has(QueryFlag.IGNORE_TRUNCATION);
        if (ignore || of.transport == DnsTransport.TCP) {
            finish(failed(DnsError.TRUNCATED, ""));
        } else {
            transmit(of.server, DnsTransport.TCP);
        }
    }

    private void refused(Transmission of, ResponseCode code) {
        boolean unread = code.equals(ResponseCode.FORMERR)
                || code.equals(ResponseCode.NOTIMP)
                || code.equals(ResponseCode.BADVERS);
        if (unread && of.edns) {
            of.server.answered();
            of.server.refusesEdns();
            transmit(of.server, of.transport);
            return;
        }
        if (code.equals(ResponseCode.NOTIMP)) {
            of.server.failing();
        } else {
            of.server.answered();
        }
        DnsError error = DnsError.of(code);
        if (refusals.isEmpty()) {
            refusals = new HashMap<>();
        }
        refusals.put(of.server, error == null ? DnsError.UNKNOWN : error);
        next();
    }

    @Override
    public void broken(Transmission of, String why) {
        if (of == current) {
            unreachable(of, of.hadProvenConnection() || why.equals(TcpConnection.SILENT), why);
        }
    }

    /** Tries another server at once; the same one only after a while, unless it had merely closed a connection that served. */
    private void unreachable(Transmission of, boolean reached, String why) {
        current = null;
        note(of, reached, why);
        boolean worn = of.hadProvenConnection();
        if (!worn) {
            of.server.failing();
        }
        NameServer other = engine.servers.pick(this, refusals::containsKey, start);
        boolean atOnce = worn || (other != null && timesAsked(other) == 0);
        if (atOnce || sent >= engine.options.attempts()) {
            next();
        } else {
            Duration timeout = engine.options.timeout();
            arm(engine.now() + (timeout.compareTo(PAUSE) < 0 ? timeout : PAUSE).toNanos());
        }
    }

    private Interpretation failed(DnsError error, String why) {
        return Interpretation.failed(question, error, why, attempts);
    }

    private void end() {
        state = State.DONE;
        engine.deadlines.cancel(alarm);
        alarm = Deadlines.NONE;
        drop();
        engine.admission.leave(this);
    }

    private void finish(Interpretation outcome) {
        if (state != State.DONE) {
            end();
            whenDone.accept(outcome);
        }
    }
}

package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A user's request for records of one type: tries the names of the search list, and goes where aliases lead. */
final class Lookup extends Flights.Open implements DnsRequest {
    private final Engine engine;
    private final List<DnsName> names;
    private final RecordType type;
    private final QueryFlags flags;
    private final DnsCallback callback;
    private final long deadline;
    private List<Attempt> attempts = List.of();
    private int next;
    private final List<DnsName> aliases = new ArrayList<>(0);
    private boolean done;
    private Flights.@Nullable Ask ask;

    /** The first name, for which there was no data though it exists: a better answer than that a later one does not exist. */
    private DnsResult.@Nullable Failed noData;

    Lookup(Engine engine, List<DnsName> names, RecordType type, QueryFlags flags, DnsCallback callback) {
        this.engine = engine;
        this.names = names;
        this.type = type;
        this.flags = flags;
        this.callback = callback;
        deadline = engine.now() + engine.options.deadline().toNanos();
    }

    void start() {
        engine.flights.opened(this);
        askNext();
    }

    private void askNext() {
        aliases.clear();
        ask(names.get(next++));
    }

    private void ask(DnsName name) {
        boolean[] answered = {false};
        Flights.Ask asked = engine.flights.ask(Question.of(name, type), flags, deadline, outcome -> {
            answered[0] = true;
            answered(outcome);
        });
        if (!answered[0]) {
            ask = asked;
        }
    }

    private void answered(Interpretation outcome) {
        ask = null;
        if (done) {
            return;
        }
        List<Attempt> more = outcome.result().attempts();
        attempts = attempts.isEmpty()
                ? more
                : Stream.concat(attempts.stream(), more.stream()).toList();
        if (!outcome.aliases().isEmpty()) {
            follow(outcome.aliases(), outcome.result());
            return;
        }
        switch (outcome.result()) {
            case DnsResult.Answered answered -> finish(original(answered));
            case DnsResult.Failed failed -> failed(failed);
        }
    }

    private void follow(List<DnsName> further, DnsResult result) {
        aliases.addAll(further);
        if (aliases.size() > AnswerReader.MOST_ALIASES) {
            finish(Interpretation.failure(
                    result.question(), DnsError.UNKNOWN, 0, "its aliases lead nowhere", attempts));
        } else {
            ask(aliases.getLast());
        }
    }

    private void failed(DnsResult.Failed failed) {
        if (failed.error() == DnsError.NODATA && noData == null) {
            noData = failed;
        }
        if (SearchList.goesOnAfter(failed.error()) && next < names.size()) {
            askNext();
            return;
        }
        DnsResult.Failed told = failed.error() == DnsError.NOTEXIST && noData != null ? noData : failed;
        finish(new DnsResult.Failed(told.question(), told.error(), told.ttl(), told.message(), attempts));
    }

    /** As an answer to what was asked, wherever the last alias has led. */
    private DnsResult original(DnsResult.Answered answered) {
        Question asked = Question.of(names.get(next - 1), type);
        boolean told = aliases.isEmpty() && attempts.equals(answered.attempts());
        if (told && asked.equalsExactly(answered.question())) {
            return answered;
        }
        aliases.addAll(answered.aliases());
        return new DnsResult.Answered(asked, aliases, answered.records(), answered.ttl(), attempts);
    }

    private void finish(DnsResult result) {
        if (!done) {
            end();
            engine.completions.add(() -> callback.onResolved(result));
        }
    }

    private void end() {
        done = true;
        engine.flights.ended(this);
        Flights.Ask asked = ask;
        if (asked != null) {
            asked.cancel();
            ask = null;
        }
    }

    private void fail(DnsError error) {
        Question asked = Question.of(names.get(Math.max(0, next - 1)), type);
        finish(Interpretation.failure(asked, error, 0, "", attempts));
    }

    @Override
    public void cancel() {
        engine.locked(() -> fail(DnsError.CANCEL));
    }

    @Override
    void shutDown(boolean tell) {
        if (tell) {
            fail(DnsError.SHUTDOWN);
        } else {
            end();
        }
    }
}

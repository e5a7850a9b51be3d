package io.gyre.dns;

import io.gyre.dns.wire.Question;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Answers questions from the cache, and has those that are asked by several at a time asked once. */
final class Flights {
    /** A question, and how it is to be asked. Each is looked up three times, hence the hash is kept. */
    private static final class Key {
        final Question question;
        final QueryFlags how;
        private final int hash;

        Key(Question question, QueryFlags how) {
            this.question = question;
            this.how = how;
            hash = (question.name().hashCode() * 31 + question.type().code()) * 31 + how.bits();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && how.bits() == key.how.bits()
                    && question.type().code() == key.question.type().code()
                    && question.recordClass().code()
                            == key.question.recordClass().code()
                    && question.name().equals(key.question.name());
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }

    /** One question under way, and who waits for it. */
    private static final class Flight {
        final Key key;
        final Roll<Ask> asks = new Roll<>();

        @Nullable
        Exchange exchange;

        Flight(Key key) {
            this.key = key;
        }
    }

    /** One who waits for an answer. */
    final class Ask extends Roll.Member<Ask> {
        private final Consumer<Interpretation> whenAnswered;
        private @Nullable Flight flight;

        Ask(Consumer<Interpretation> whenAnswered) {
            this.whenAnswered = whenAnswered;
        }

        /** Waits no longer. The question goes on while anybody else waits. */
        void cancel() {
            Flight on = flight;
            if (on != null && on.asks.remove(this) && on.asks.isEmpty() && on.exchange != null) {
                shared.remove(on.key, on);
                on.exchange.cancel();
            }
            flight = null;
        }
    }

    private final Engine engine;
    private final Map<Key, Flight> shared = new HashMap<>();

    /** Requests that are to be told if the resolver is closed. */
    private final Roll<Open> open = new Roll<>();

    /** A request that has not ended. */
    abstract static class Open extends Roll.Member<Open> {
        abstract void shutDown(boolean tell);
    }

    Flights(Engine engine) {
        this.engine = engine;
    }

    void opened(Open request) {
        open.addLast(request);
    }

    void ended(Open request) {
        open.remove(request);
    }

    void close(boolean tell) {
        open.toList().forEach(each -> each.shutDown(tell));
    }

    /**
     * Has a question answered, perhaps within this call.
     *
     * @param deadline on the base's clock
     */
    Ask ask(Question question, QueryFlags flags, long deadline, Consumer<Interpretation> whenAnswered) {
        engine.counters.requests++;
        var ask = new Ask(whenAnswered);
        boolean fresh = flags.has(QueryFlag.FRESH);
        DnsResult known = SpecialNames.answer(question);
        if (known == null && !fresh && engine.keepsAnswers) {
            known = engine.cache.lookup(question);
            engine.counters.cacheHits += known == null ? 0 : 1;
        }
        if (known != null) {
            whenAnswered.accept(new Interpretation(known, List.of()));
            return ask;
        }
        var key = new Key(question, flags.without(QueryFlag.NO_SEARCH));
        Flight flight = fresh ? null : shared.get(key);
        if (flight == null || isOld(flight)) {
            depart(key, ask, deadline, fresh);
        } else {
            engine.counters.joined++;
            ask.flight = flight;
            flight.asks.addLast(ask);
        }
        return ask;
    }

    /** One that was asked long ago may be near its deadline, which is not that of who comes now. */
    private boolean isOld(Flight flight) {
        Exchange exchange = flight.exchange;
        return exchange == null
                || engine.now() - exchange.startedAt >= engine.options.timeout().toNanos();
    }

    private void depart(Key key, Ask ask, long deadline, boolean alone) {
        var flight = new Flight(key);
        ask.flight = flight;
        flight.asks.addLast(ask);
        if (!alone) {
            shared.put(key, flight);
        }
        var exchange = new Exchange(engine, key.question, key.how, deadline, outcome -> {
            shared.remove(key, flight);
            arrive(flight, outcome);
        });
        flight.exchange = exchange;
        exchange.start();
    }

    private void arrive(Flight flight, Interpretation outcome) {
        if (engine.keepsAnswers && outcome.aliases().isEmpty()) {
            engine.cache.put(outcome.result());
        }
        // Nobody joins any more, but each that is told may cancel others.
        for (Ask each = flight.asks.poll(); each != null; each = flight.asks.poll()) {
            each.flight = null;
            each.whenAnswered.accept(outcome);
        }
    }
}

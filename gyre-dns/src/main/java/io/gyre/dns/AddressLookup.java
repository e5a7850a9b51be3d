package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.Event;
import io.gyre.net.EaiError;
import io.gyre.net.GetAddrInfo;
import io.gyre.net.HostQuery;
import io.gyre.net.HostQuery.Family;
import io.gyre.net.HostResult;
import io.gyre.net.PendingResolution;
import io.gyre.net.ServiceNames;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code evdns_getaddrinfo}: asks for A and AAAA side by side, name by name of the search list. Once one of them is there, the other is waited
 * for a little longer only.
 */
final class AddressLookup extends Flights.Open {
    private final Engine engine;
    private final HostQuery query;
    private final ServiceNames services;
    private final List<DnsName> names;
    private final List<Family> families;
    private final PendingResolution request;
    private final long deadline;
    private final Event skew;
    private final Map<Family, Flights.Ask> asks = new EnumMap<>(Family.class);
    private final Map<Family, DnsResult> results = new EnumMap<>(Family.class);
    private final Map<Family, Integer> aliases = new EnumMap<>(Family.class);
    private final List<String> failures = new ArrayList<>();
    private @Nullable EaiError error;
    private int next;
    private boolean done;

    /**
     * @param names what the host may stand for, at least one
     * @param only the only family to be asked for, or UNSPEC
     */
    AddressLookup(
            Engine engine,
            HostQuery query,
            ServiceNames services,
            List<DnsName> names,
            Family only,
            PendingResolution request) {
        this.engine = engine;
        this.query = query;
        this.services = services;
        this.names = names;
        this.families = only == Family.UNSPEC ? List.of(Family.INET6, Family.INET) : List.of(only);
        this.request = request;
        deadline = engine.now() + engine.options.deadline().toNanos();
        skew = engine.timer("the other family of a host", this::skewOver);
    }

    void start() {
        engine.flights.opened(this);
        request.whenDecided(() -> engine.locked(this::end));
        askNext();
    }

    private void askNext() {
        DnsName name = names.get(next++);
        results.clear();
        aliases.clear();
        for (Family family : families) {
            ask(family, name);
        }
    }

    private void ask(Family family, DnsName name) {
        if (done) {
            return;
        }
        RecordType type = family == Family.INET ? RecordType.A : RecordType.AAAA;
        int round = next;
        boolean[] answered = {false};
        Flights.Ask asked = engine.flights.ask(Question.of(name, type), QueryFlags.NONE, deadline, outcome -> {
            answered[0] = true;
            if (round == next) {
                answered(family, outcome);
            }
        });
        if (!answered[0]) {
            asks.put(family, asked);
        }
    }

    private void answered(Family family, Interpretation outcome) {
        asks.remove(family);
        if (done) {
            return;
        }
        boolean leadsOn = !outcome.aliases().isEmpty();
        if (leadsOn && aliases.merge(family, 1, Integer::sum) <= AnswerReader.MOST_ALIASES) {
            ask(family, outcome.aliases().getLast());
            return;
        }
        results.put(family, outcome.result());
        if (results.size() == families.size()) {
            decide();
        } else if (outcome.result() instanceof DnsResult.Answered) {
            skew.add(engine.options.allowSkew());
        }
    }

    private void skewOver() {
        if (!done && results.values().stream().anyMatch(DnsResult.Answered.class::isInstance)) {
            decide();
        }
    }

    /** Everything about this name is known that will be waited for. */
    private void decide() {
        List<DnsResult.Answered> answered = families.stream()
                .flatMap(family -> Stream.ofNullable(results.get(family)))
                .filter(DnsResult.Answered.class::isInstance)
                .map(DnsResult.Answered.class::cast)
                .toList();
        if (!answered.isEmpty()) {
            List<InetAddress> addresses =
                    answered.stream().flatMap(each -> each.addresses().stream()).toList();
            String canonical = answered.getFirst().canonicalName().toHost();
            finish(GetAddrInfo.answer(query, services, addresses, canonical));
            return;
        }
        EaiError here = errorOfName();
        // That a name exists says more than that another one does not.
        error = error == EaiError.NODATA && here == EaiError.NONAME ? error : here;
        boolean goOn = here == EaiError.NONAME || here == EaiError.NODATA;
        if (goOn && next < names.size()) {
            askNext();
        } else {
            finish(new HostResult.Failed(error, String.join("; ", failures)));
        }
    }

    /** If one family says that the name does not exist, the silence of the other does not matter. Otherwise a failure may pass. */
    private EaiError errorOfName() {
        EaiError here = EaiError.NODATA;
        for (DnsResult each : results.values()) {
            if (each instanceof DnsResult.Failed failed) {
                failures.add(failed.message());
                EaiError other = failed.error().toEai();
                boolean decides = other == EaiError.NONAME || here == EaiError.NODATA;
                here = decides ? other : here;
            }
        }
        return here;
    }

    private void finish(HostResult result) {
        if (!done) {
            end();
            engine.completions.add(() -> request.complete(result));
        }
    }

    private void end() {
        if (done) {
            return;
        }
        done = true;
        engine.flights.ended(this);
        skew.removeWithoutWaiting();
        List.copyOf(asks.values()).forEach(Flights.Ask::cancel);
        asks.clear();
    }

    @Override
    void shutDown(boolean tell) {
        if (tell) {
            String why = query.host() + ": " + DnsError.SHUTDOWN.text();
            finish(new HostResult.Failed(DnsError.SHUTDOWN.toEai(), why));
        } else {
            end();
        }
    }
}

package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.Event;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server that is down, less and less often, whether it is back. Any reply will do. The question is for the servers of the root, which every
 * resolver knows, and which tells nobody anything.
 */
final class Probe implements Transmission.Asker {
    private static final Question QUESTION = Question.of(DnsName.ROOT, RecordType.NS);

    private final NameServer server;
    private final Event timer;
    private Duration delay = Duration.ZERO;
    private long dueAt;
    private boolean active;
    private @Nullable Transmission current;

    Probe(NameServer server) {
        this.server = server;
        timer = server.engine.timer("probe of the DNS server " + server.address, this::due);
    }

    void begin() {
        active = true;
        delay = server.engine.options.initialProbeTimeout();
        wait(delay);
    }

    void end() {
        active = false;
        pause();
    }

    /** Keeps the time at which the next one is due, and waits no more. */
    void pause() {
        timer.removeWithoutWaiting();
        Transmission under = current;
        if (under != null) {
            under.forget();
            current = null;
        }
    }

    void resume() {
        if (active && !timer.isPending()) {
            arm(Duration.ofNanos(Math.max(0, dueAt - server.engine.now())));
        }
    }

    private void wait(Duration howLong) {
        dueAt = server.engine.now() + howLong.toNanos();
        if (!server.engine.rests()) {
            arm(howLong);
        }
    }

    private void arm(Duration howLong) {
        timer.add(howLong);
    }

    /** It is time to send one, or the one that was sent got no reply. */
    private void due() {
        Engine engine = server.engine;
        if (!active || engine.closed) {
            return;
        }
        if (engine.now() - dueAt < 0) {
            resume(); // A timer counts from the time of its pass of the loop, which is a little past.
            return;
        }
        if (current != null) {
            inVain();
            return;
        }
        var probe = new Transmission(server, DnsTransport.UDP, QUESTION, false, this);
        try {
            engine.counters.probes++;
            server.send(probe);
            current = probe;
            wait(engine.options.timeout());
        } catch (IOException failed) {
            inVain();
        }
    }

    private void inVain() {
        Transmission under = current;
        if (under != null) {
            under.forget();
            current = null;
        }
        ResolverOptions options = server.engine.options;
        Duration longer = delay.multipliedBy(options.probeBackoffFactor());
        delay = longer.compareTo(options.maxProbeTimeout()) < 0 ? longer : options.maxProbeTimeout();
        wait(delay);
    }

    @Override
    public void replied(Transmission transmission, Message reply) {
        current = null;
        server.answered();
    }

    @Override
    public void broken(Transmission transmission, String why) {
        if (active && transmission == current) {
            inVain();
        }
    }
}

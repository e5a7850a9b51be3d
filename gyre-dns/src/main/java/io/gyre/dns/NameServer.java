package io.gyre.dns;

import io.gyre.net.ErrnoException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server that is asked: its sockets, and whether it is believed to answer. */
final class NameServer {
    /** For how long a server that could not read EDNS is asked without. */
    private static final long WITHOUT_EDNS_NANOS = 600_000_000_000L;

    /** For how long a server that fell silent with many questions before it is asked one at a time on each connection. */
    private static final long SPARING_NANOS = 600_000_000_000L;

    /** How many connections there are then. */
    private static final int MOST_CONNECTIONS = 16;

    final Engine engine;
    final InetSocketAddress address;
    private final UdpPorts ports;
    private final Probe probe;
    private final List<TcpConnection> connections = new ArrayList<>(1);
    private int timeoutsInRow;
    private boolean down;
    private boolean withoutEdns;
    private long withoutEdnsSince;
    private boolean sparing;
    private long sparingSince;

    NameServer(Engine engine, InetSocketAddress address) {
        this.engine = engine;
        this.address = address;
        ports = new UdpPorts(engine, address);
        probe = new Probe(this);
    }

    boolean isDown() {
        return down;
    }

    boolean takesEdns() {
        withoutEdns &= engine.now() - withoutEdnsSince < WITHOUT_EDNS_NANOS;
        return !withoutEdns && engine.options.ednsUdpSize() > 512;
    }

    void refusesEdns() {
        withoutEdns = true;
        withoutEdnsSince = engine.now();
    }

    /** Sends, and has the reply come to the asker. */
    void send(Transmission transmission) throws IOException {
        if (transmission.transport == DnsTransport.UDP) {
            ports.send(transmission);
            return;
        }
        connection().send(transmission);
    }

    /** {@return one connection for all questions (RFC 7766, section 6.2.1), unless the server is known not to bear that} */
    private TcpConnection connection() throws ErrnoException {
        connections.removeIf(each -> !each.isOpen());
        sparing &= engine.now() - sparingSince < SPARING_NANOS;
        TcpConnection best = leastLoaded();
        if (best == null || (sparing && !best.isIdle() && connections.size() < MOST_CONNECTIONS)) {
            best = new TcpConnection(engine, address);
            connections.add(best);
        }
        return best;
    }

    private @Nullable TcpConnection leastLoaded() {
        TcpConnection least = null;
        for (TcpConnection each : connections) {
            least = least == null || each.load() < least.load() ? each : least;
        }
        return least;
    }

    /** There was a reply, to a probe or to a question. */
    void answered() {
        timeoutsInRow = 0;
        if (down) {
            down = false;
            probe.end();
        }
    }

    /**
     * There was no reply in time. A connection that brought nothing for half of that time is given up: it may lead nowhere, and its end might not
     * be told for long. If others wait there too, it may also be that the server reads questions while it cannot send, and forgets to send on (nsd
     * 4.6.1 does, once its answers fill the buffer); it is not made to again.
     */
    void timedOut(Transmission transmission) {
        engine.counters.timeouts++;
        long halfway = transmission.sentAt + (engine.now() - transmission.sentAt) / 2;
        if (transmission.sentOn instanceof TcpConnection connection && connection.isSilentSince(halfway)) {
            if (!connection.isIdle()) {
                sparing = true;
                sparingSince = engine.now();
            }
            connection.giveUp(TcpConnection.SILENT);
        }
        if (++timeoutsInRow >= engine.options.maxTimeouts()) {
            failing();
        }
    }

    /** The server does not answer, or not as one should. Others are preferred until a probe or a question is answered. */
    void failing() {
        if (!down) {
            down = true;
            ports.renew();
            probe.begin();
        }
    }

    /** Questions are asked again, after none were. */
    void awake() {
        if (down) {
            probe.resume();
        }
    }

    /** Nothing is asked any more: what would keep the loop running ends, and goes on with the next question. */
    void rest() {
        probe.pause();
        for (TcpConnection each : connections) {
            if (each.isIdle()) {
                each.close();
            }
        }
    }

    /** Those who wait for replies from here are not told. */
    void close() {
        probe.end();
        ports.close();
        connections.forEach(TcpConnection::close);
    }

    @Override
    public String toString() {
        return address + (down ? " (down)" : "");
    }
}

package io.gyre.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A server that is asked: its sockets, and whether it is believed to answer. */
final class NameServer {
    /** For how long a server that could not read EDNS is asked without. */
    private static final long WITHOUT_EDNS_NANOS = 600_000_000_000L;

    final Engine engine;
    final InetSocketAddress address;
    private final UdpPorts ports;
    private final Probe probe;
    private @Nullable TcpConnection connection;
    private int timeoutsInRow;
    private boolean down;
    private boolean withoutEdns;
    private long withoutEdnsSince;

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
        TcpConnection known = connection;
        if (known == null || !known.isOpen()) {
            known = new TcpConnection(engine, address);
            connection = known;
        }
        known.send(transmission);
    }

    /** {@return whether the connection served before, so that its end says nothing about the server} */
    boolean hasProvenConnection() {
        return connection != null && connection.isProven();
    }

    /** There was a reply, to a probe or to a question. */
    void answered() {
        timeoutsInRow = 0;
        if (down) {
            down = false;
            probe.end();
        }
    }

    /** There was no reply in time. A connection that gave none at all is given up: it may lead nowhere, and its end might not be told for long. */
    void timedOut(Transmission transmission) {
        engine.counters.timeouts++;
        TcpConnection known = connection;
        if (transmission.transport == DnsTransport.TCP && known != null && known.isSilentSince(transmission.sentAt)) {
            known.giveUp("connection silent");
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
        if (connection != null && connection.isIdle()) {
            connection.close();
        }
    }

    /** Those who wait for replies from here are not told. */
    void close() {
        probe.end();
        ports.close();
        if (connection != null) {
            connection.close();
        }
    }

    @Override
    public String toString() {
        return address + (down ? " (down)" : "");
    }
}

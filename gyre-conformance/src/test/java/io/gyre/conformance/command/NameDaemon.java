package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.ResolverOptions;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.EventBase;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A name server that we did not write, with the zone {@code example}. */
final class NameDaemon implements AutoCloseable {
    static final String ZONE = """
        $ORIGIN example.
        $TTL 300
        @ IN SOA ns host ( 1 3600 600 86400 60 )
          IN NS ns
        ns IN A 127.0.0.1
        www 60 IN A 192.0.2.1
        www AAAA 2001:db8::1
        alias CNAME middle
        middle CNAME www
        mx MX 10 mail
        txt TXT "hello \\"world\\"" plain
        srv SRV 1 2 443 www
        caa CAA 0 issue "ca.example"
        odd\\.dot TXT "a dot in a label"
        a.b.c A 10.0.0.1
        x.bogus A 10.0.0.2
        """ + big();

    private static final int PATIENCE_SECONDS = 20;
    private static final int MOST_TRIES = 100;

    final int port;
    private final Process process;

    private NameDaemon(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /** Some 16 KiB in one set of records: too much for any datagram here. */
    private static String big() {
        var text = new StringBuilder();
        for (int i = 0; i < 80; i++) {
            text.append("big TXT \"")
                    .append(i)
                    .append(" ")
                    .append("x".repeat(200))
                    .append("\"\n");
        }
        return text.toString();
    }

    /** {@return the server called {@code name}: nsd, named or unbound, which asks nsd} Skips where it is not installed. */
    static NameDaemon start(String name, Path folder) throws IOException, InterruptedException {
        Peer.require(name);
        Files.writeString(folder.resolve("zone"), ZONE);
        return switch (name) {
            case "nsd" -> start(folder, nsd(folder, freePort()), "nsd", "-d", "-c");
            case "named" -> start(folder, named(folder, freePort()), "named", "-g", "-c");
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** {@return an unbound that asks {@code authority} about {@code example}, and wants signatures below {@code bogus}, where there are none} */
    static NameDaemon unbound(NameDaemon authority, Path folder) throws IOException, InterruptedException {
        Peer.require("unbound");
        return start(folder, unboundConf(folder, freePort(), authority.port), "unbound", "-d", "-c");
    }

    private record Conf(Path file, int port) {}

    private static NameDaemon start(Path folder, Conf conf, String... command)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(command));
        words.add(conf.file.toString());
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(command[0] + ".log").toFile())
                .start();
        var daemon = new NameDaemon(conf.port, process);
        try {
            daemon.awaitAnswers(folder.resolve(command[0] + ".log"));
            return daemon;
        } catch (AssertionError silent) {
            daemon.close();
            throw silent;
        }
    }

    /** Asks until there is an answer, in whatever state the server is at first. */
    private void awaitAnswers(Path log) throws IOException {
        ResolverOptions hasty = ResolverOptions.defaults().toBuilder()
                .timeout(Duration.ofMillis(200))
                .attempts(1)
                .build();
        try (var base = new EventBase();
                var resolver = DnsResolver.of(base, hasty, ResolverFlag.DISABLE_WHEN_INACTIVE)) {
            resolver.addNameServer("127.0.0.1:" + port);
            var results = new ArrayList<DnsResult>();
            ask(base, resolver, results);
            base.dispatch();
            if (!(results.getLast() instanceof DnsResult.Answered)) {
                throw new AssertionError(results.getLast() + "\n" + Files.readString(log));
            }
        }
    }

    private static void ask(EventBase base, DnsResolver resolver, List<DnsResult> results) {
        resolver.query("www.example.", RecordType.A, result -> {
            results.add(result);
            if (result instanceof DnsResult.Failed && results.size() < MOST_TRIES) {
                base.after(Duration.ofMillis(100), () -> ask(base, resolver, results));
            }
        });
    }

    /** {@return a port that is free for datagrams and connections now} */
    static int freePort() throws IOException {
        for (int i = 0; i < 50; i++) {
            try (var tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                try (var udp = new DatagramSocket(tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                    return udp.getLocalPort();
                } catch (IOException taken) {
                    // The next one.
                }
            }
        }
        throw new IOException("no port is free for both UDP and TCP");
    }

    private static Conf nsd(Path folder, int port) throws IOException {
        return new Conf(nsdConf(folder, "127.0.0.1", port), port);
    }

    /** {@return the configuration of an nsd that serves the file {@code zone} in that folder} */
    static Path nsdConf(Path folder, String address, int port) throws IOException {
        String text = """
            server:
              ip-address: %3$s@%2$d
              username: ""
              pidfile: "%1$s/nsd.pid"
              zonesdir: "%1$s"
              xfrdfile: "%1$s/xfrd.state"
              zonelistfile: "%1$s/zone.list"
              xfrdir: "%1$s"
              rrl-ratelimit: 0
            remote-control:
              control-enable: no
            zone:
              name: "example"
              zonefile: "zone"
            """.formatted(folder, port, address);
        return Files.writeString(folder.resolve("nsd.conf"), text);
    }

    private static Conf named(Path folder, int port) throws IOException {
        String text = """
            options {
              directory "%1$s"; pid-file "%1$s/named.pid"; session-keyfile "%1$s/session.key";
              managed-keys-directory "%1$s"; listen-on port %2$d { 127.0.0.1; }; listen-on-v6 { none; };
              recursion no; dnssec-validation no;
            };
            controls { };
            zone "example" { type primary; file "zone"; };
            """.formatted(folder, port);
        return new Conf(Files.writeString(folder.resolve("named.conf"), text), port);
    }

    private static Conf unboundConf(Path folder, int port, int authority) throws IOException {
        String text = """
            server:
              interface: 127.0.0.1
              port: %2$d
              do-daemonize: no
              username: ""
              chroot: ""
              directory: "%1$s"
              pidfile: "%1$s/unbound.pid"
              use-syslog: no
              do-not-query-localhost: no
              module-config: "validator iterator"
              trust-anchor: "bogus.example. DS 12345 8 2 %4$s"
              local-zone: "refused.gyre." always_refuse
            stub-zone:
              name: "example."
              stub-addr: 127.0.0.1@%3$d
            remote-control:
              control-enable: no
            """.formatted(folder, port, authority, "0".repeat(64));
        return new Conf(Files.writeString(folder.resolve("unbound.conf"), text), port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the name server still runs");
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

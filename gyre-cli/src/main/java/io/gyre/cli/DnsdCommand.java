package io.gyre.cli;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsServer;
import io.gyre.dns.HostsFile;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.ResolverOptions;
import io.gyre.event.EventBase;
import io.gyre.net.SocketAddresses;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Serves names. */
@Command(
        name = "dnsd",
        description = {
            "Serve DNS by UDP and TCP: A, AAAA and PTR records of a hosts file, or the records of a zone file.",
            "Other names are NXDOMAIN, unless they are forwarded."
        },
        mixinStandardHelpOptions = true)
final class DnsdCommand implements Callable<Integer> {
    private static final int MOST_TRIES = 20;

    @Mixin
    private final Address address = new Address();

    @Option(names = "--hosts", paramLabel = "FILE", description = "Serve the names of a hosts file.")
    private @Nullable Path hosts;

    @Option(
            names = "--zone",
            paramLabel = "FILE",
            description = "Serve the records of a zone file (RFC 1035, section 5).")
    private @Nullable Path zone;

    @Option(
            names = "--forward",
            paramLabel = "IP[:PORT]",
            description = "Ask this server for all other names; may be given several times.")
    private List<String> forward = List.of();

    @Mixin
    private final Loops loops = new Loops();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DnsdCommand() {}

    @Override
    public Integer call() throws IOException {
        try (EventBase base = loops.open()) {
            var names = new DnsNames(source(), forwarder(base));
            try (var pair = listen(base, names)) {
                run(base, pair.local());
            } finally {
                names.close();
            }
        }
        return 0;
    }

    /** One server for datagrams and one for connections, at the same port. */
    private record Pair(DnsServer udp, DnsServer tcp, InetSocketAddress local) implements AutoCloseable {
        @Override
        public void close() {
            tcp.closeNow();
            udp.closeNow();
        }
    }

    /** A port that is free for datagrams need not be so for connections: then any other is as good, if the user wants any. */
    private Pair listen(EventBase base, DnsNames names) throws IOException {
        InetSocketAddress wanted = address.toListenAt();
        for (int tries = wanted.getPort() == 0 ? MOST_TRIES : 1; true; tries--) {
            DnsServer udp = DnsServer.udp(base, wanted, names);
            var local = (InetSocketAddress) Objects.requireNonNull(udp.address());
            try {
                return new Pair(udp, DnsServer.tcp(base, local, names), local);
            } catch (IOException taken) {
                udp.closeNow();
                if (tries == 1) {
                    throw taken;
                }
            }
        }
    }

    private void run(EventBase base, InetSocketAddress local) {
        Loops.endOnSignals(base);
        PrintWriter out = spec.commandLine().getOut();
        out.println("gyre dnsd: listening at " + SocketAddresses.format(local) + " with " + base.method());
        out.flush();
        base.dispatch();
    }

    private DnsNames.Source source() throws IOException {
        if (hosts != null && zone != null) {
            throw new ParameterException(spec.commandLine(), "--hosts and --zone exclude each other");
        }
        if (hosts == null && zone == null && forward.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "nothing to serve: give --hosts, --zone or --forward");
        }
        if (zone != null) {
            return ZoneFile.read(zone);
        }
        return new HostsSource(hosts == null ? HostsFile.empty() : HostsFile.read(hosts));
    }

    private @Nullable DnsResolver forwarder(EventBase base) {
        if (forward.isEmpty()) {
            return null;
        }
        ResolverOptions options = ResolverOptions.defaults().toBuilder()
                .ednsUdpSize(1232)
                .maxInflight(1000)
                .build();
        DnsResolver resolver = DnsResolver.of(base, options, ResolverFlag.DISABLE_WHEN_INACTIVE);
        forward.forEach(resolver::addNameServer);
        return resolver;
    }
}

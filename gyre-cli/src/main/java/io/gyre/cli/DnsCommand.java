package io.gyre.cli;

import io.gyre.dns.Attempt;
import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.ResolverOptions;
import io.gyre.dns.ReverseName;
import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.event.EventBase;
import io.gyre.net.InetText;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks for records, and prints their data one per line. Octets that are no printable ASCII come out escaped. */
@Command(
        name = "dns",
        description = {
            "Ask name servers for records of a name, and print the data one per line.",
            "The exit status is 0 if there are any; otherwise it is 1, and a line says why there are none."
        },
        mixinStandardHelpOptions = true)
final class DnsCommand implements Callable<Integer> {
    private static final int NO_ANSWER = 1;
    private static final double LONGEST_SECONDS = 3600;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "The name, or an address whose names are asked for. \\DDD is an octet, \\. a dot in a label.")
    private String name = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "TYPE",
            description = "A, AAAA, MX, TYPE65 and so on. Default: A.")
    private @Nullable String type;

    @Option(
            names = {"-s", "--server"},
            paramLabel = "IP[:PORT]",
            description = "Ask this server; may be given several times. Default: those of this host.")
    private List<String> servers = List.of();

    @Option(names = "--tcp", description = "Ask by TCP.")
    private boolean tcp;

    @Option(names = "--search", description = "Try the search list of this host.")
    private boolean search;

    @Option(names = "--trace", description = "Print every attempt to standard error.")
    private boolean trace;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "5",
            description = "Wait so long for each reply. Default: ${DEFAULT-VALUE}.")
    private double timeout = 5;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            defaultValue = "15",
            description = "End after so long, whatever happens. Default: ${DEFAULT-VALUE}.")
    private double deadline = 15;

    @Option(
            names = "--edns",
            paramLabel = "OCTETS",
            defaultValue = "1232",
            description = "Take so long answers by UDP; 512 asks without EDNS. Default: ${DEFAULT-VALUE}.")
    private int edns = 1232;

    @Mixin
    private final Loops loops = new Loops();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    DnsCommand() {}

    @Override
    public Integer call() {
        if (name.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "NAME is empty: write . for the root");
        }
        InetAddress address = InetText.address(name);
        DnsName wanted = address != null && type == null ? ReverseName.of(address) : DnsName.of(name);
        RecordType wantedType = type != null ? RecordType.of(type) : address != null ? RecordType.PTR : RecordType.A;
        try (EventBase base = loops.open();
                DnsResolver resolver = resolver(base)) {
            var result = new DnsResult[1];
            if (search && address == null) {
                resolver.query(name, wantedType, answer -> result[0] = answer, flags());
            } else {
                resolver.query(wanted, wantedType, answer -> result[0] = answer, flags());
            }
            base.dispatch();
            return print(result[0]);
        }
    }

    private QueryFlag[] flags() {
        return tcp ? new QueryFlag[] {QueryFlag.FRESH, QueryFlag.USE_TCP} : new QueryFlag[] {QueryFlag.FRESH};
    }

    private DnsResolver resolver(EventBase base) {
        ResolverOptions options = ResolverOptions.defaults().toBuilder()
                .timeout(seconds("--timeout", timeout))
                .deadline(seconds("--deadline", deadline))
                .ednsUdpSize(edns)
                .build();
        if (servers.isEmpty()) {
            return DnsResolver.of(
                    base, options, ResolverFlag.INITIALIZE_NAMESERVERS, ResolverFlag.DISABLE_WHEN_INACTIVE);
        }
        DnsResolver resolver = DnsResolver.of(base, options, ResolverFlag.DISABLE_WHEN_INACTIVE);
        servers.forEach(resolver::addNameServer);
        return resolver;
    }

    private Duration seconds(String option, double seconds) {
        if (!(seconds >= 0.001 && seconds <= LONGEST_SECONDS)) {
            throw new ParameterException(spec.commandLine(), option + " is " + seconds + ": use 0.001 to 3600 seconds");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private int print(DnsResult result) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (trace) {
            for (Attempt each : result.attempts()) {
                err.println("gyre dns: " + each);
            }
            err.flush();
        }
        return switch (result) {
            case DnsResult.Answered answered -> {
                answered.aliases().forEach(out::println);
                for (ResourceRecord each : answered.records()) {
                    out.println(each.data());
                }
                out.flush();
                yield 0;
            }
            case DnsResult.Failed failed -> {
                err.println("gyre dns: " + Words.of(failed));
                err.flush();
                yield NO_ANSWER;
            }
        };
    }

    /** Failures in the words of those who know DNS. */
    private static final class Words {
        static String of(DnsResult.Failed failed) {
            String code = switch (failed.error()) {
                case NOTEXIST -> "NXDOMAIN";
                case NODATA -> "no data";
                case SERVERFAILED -> "SERVFAIL";
                case FORMAT -> "FORMERR";
                case NOTIMPL -> "NOTIMP";
                case REFUSED -> "REFUSED";
                case TIMEOUT -> unanswered(failed.attempts());
                default -> failed.error().text();
            };
            return code + ": " + failed.message();
        }

        private static String unanswered(List<Attempt> attempts) {
            boolean asked = attempts.isEmpty() || attempts.stream().anyMatch(Attempt::reached);
            return (asked ? "timed out after " : "nobody there in ") + attempts.size() + " attempts";
        }
    }
}

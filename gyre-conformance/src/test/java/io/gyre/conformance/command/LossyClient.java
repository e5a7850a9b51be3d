package io.gyre.conformance.command;

import io.gyre.dns.DnsError;
import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.ResolverOptions;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.EventBase;
import io.gyre.event.LoopFlag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Looks the names of {@link NameDaemon#ZONE} up over a bad line, and prints "all right" or what was wrong. Arguments: the server, and how many
 * questions.
 */
final class LossyClient {
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private static final Map<String, String> EXPECTED = Map.of(
            "www.example A", "192.0.2.1",
            "www.example AAAA", "2001:db8::1",
            "alias.example A", "192.0.2.1",
            "mx.example MX", "10 mail.example.",
            "a.b.c.example A", "10.0.0.1",
            "nowhere.example A", DnsError.NOTEXIST.toString(),
            "mx.example A", DnsError.NODATA.toString());

    private final EventBase base = new EventBase();
    private final DnsResolver resolver;
    private final List<String> wrong = new ArrayList<>();
    private int told;

    private LossyClient(String server) {
        ResolverOptions options = ResolverOptions.defaults().toBuilder()
                .timeout(Duration.ofMillis(300))
                .attempts(12)
                .maxInflight(100)
                .deadline(DEADLINE)
                .build();
        resolver = DnsResolver.of(base, options, ResolverFlag.DISABLE_WHEN_INACTIVE);
        resolver.addNameServer(server);
    }

    static void main(String[] arguments) {
        var client = new LossyClient(arguments[0]);
        int count = Integer.parseInt(arguments[1]);
        client.awaitServer();
        client.askMany(count);
        client.askMuch();
        if (client.resolver.statistics().timeouts() == 0) {
            client.wrong.add("nothing was lost");
        }
        IO.println(client.wrong.isEmpty() ? "all right: " + client.told + " answers" : client.wrong.toString());
        IO.println(client.resolver.statistics());
        client.resolver.close();
        client.base.close();
    }

    private void awaitServer() {
        boolean[] answered = {false};
        while (!answered[0]) {
            ask("www.example", "A", result -> answered[0] = result instanceof DnsResult.Answered);
            settle();
        }
        told = 0;
    }

    private interface Check {
        void on(DnsResult result);
    }

    private void ask(String name, String type, Check check) {
        long asked = base.nanoTime();
        boolean[] before = {false};
        resolver.query(
                name + ".",
                RecordType.of(type),
                result -> {
                    told++;
                    Duration took = Duration.ofNanos(base.nanoTime() - asked);
                    if (before[0] || took.compareTo(DEADLINE.plusSeconds(1)) > 0) {
                        wrong.add(name + " " + type + " was told twice or late, after " + took);
                    }
                    before[0] = true;
                    check.on(result);
                },
                QueryFlag.FRESH);
    }

    private void settle() {
        while (resolver.statistics().inflight() + resolver.statistics().waiting() > 0) {
            base.loop(LoopFlag.ONCE);
        }
        base.loop(LoopFlag.NONBLOCK);
    }

    private static String text(DnsResult result) {
        return switch (result) {
            case DnsResult.Answered answered ->
                answered.records().getFirst().data().toString();
            case DnsResult.Failed failed -> failed.error().toString();
        };
    }

    private void askMany(int count) {
        var questions = List.copyOf(EXPECTED.keySet());
        for (int i = 0; i < count; i++) {
            String question = questions.get(i % questions.size());
            String[] words = question.split(" ", -1);
            ask(words[0], words[1], result -> {
                if (!text(result).equals(EXPECTED.get(question))) {
                    wrong.add(question + ": " + result);
                }
            });
        }
        settle();
        if (told != count) {
            wrong.add(told + " of " + count + " questions ended");
        }
    }

    /** Cut in a datagram, and hence asked for again by TCP, which takes longer here. */
    private void askMuch() {
        resolver.setOption("timeout", "4");
        for (int i = 0; i < 10; i++) {
            ask("big.example", "TXT", result -> {
                if (!(result instanceof DnsResult.Answered answered)
                        || answered.records().size() != 80) {
                    wrong.add("big.example: " + result);
                }
            });
        }
        settle();
    }
}

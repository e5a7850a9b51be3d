package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.ResponseCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link that loses, delays, reorders and doubles datagrams. */
class LossTest extends DnsSuite {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyQuestionEndsOnceWithItsAnswer(long seed) {
        var random = new Random(seed);
        world.platform().datagrams((_, _, deliver) -> {
            int copies = random.nextInt(100) < 5 ? 0 : random.nextInt(100) < 3 ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                world.after(ms(random.nextInt(1, 60)), deliver);
            }
        });
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> {
            String host = asked(query).name().toHost();
            int number = Integer.parseInt(host.substring(1, host.indexOf('.')));
            var answer = query.answer();
            server.send(
                    number % 7 == 0
                            ? answer.code(ResponseCode.NXDOMAIN).build()
                            : answer.answers(List.of(a(host, "10.7." + number / 250 + "." + number % 250)))
                                    .build(),
                    client);
        });
        set("timeout", "0.5");
        set("attempts", "8");
        set("max-inflight", "100");
        int count = 2000;
        List<List<DnsResult>> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<DnsResult> mine = new ArrayList<>();
            told.add(mine);
            resolver.resolveIpv4("h" + i + ".example", result -> {
                mine.add(result);
                results.add(result);
            });
        }
        await(count);
        settle();
        for (int i = 0; i < count; i++) {
            DnsResult mine = told.get(i).getFirst();
            assertEquals(1, told.get(i).size());
            if (i % 7 == 0) {
                assertEquals(DnsError.NOTEXIST, error(mine));
            } else {
                assertEquals(
                        List.of(ip("10.7." + i / 250 + "." + i % 250)),
                        answered(mine).addresses());
            }
        }
        assertTrue(resolver.statistics().timeouts() > 50, resolver.statistics()::toString);
        assertTrue(resolver.statistics().unexpected() > 20, resolver.statistics()::toString);
    }
}

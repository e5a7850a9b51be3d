package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.LoopFlag;
import io.gyre.net.EaiError;
import io.gyre.net.HostQuery;
import io.gyre.net.HostQuery.Family;
import io.gyre.net.HostQuery.Flag;
import io.gyre.net.HostResult;
import io.gyre.net.InetText;
import io.gyre.net.Resolution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evdns_getaddrinfo}. */
class HostLookupTest extends DnsSuite {
    private final List<HostResult> hosts = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    /** Names say what the server does: {@code both}, {@code v4only}, {@code v6only}, {@code v4silent}, {@code v6silent}, {@code nx}. */
    @BeforeEach
    void serve() {
        set("getaddrinfo-allow-skew", "0.2");
        set("timeout", "1");
        set("attempts", "1");
        FakeServer server = server("10.0.0.1");
        server.will((query, client) -> {
            String host = asked(query).name().toHost().toLowerCase(Locale.ROOT);
            asked.add(host + " " + asked(query).type());
            Message reply = reply(query, host);
            if (!reply.header().code().equals(ResponseCode.REFUSED)) {
                server.send(reply, client);
            }
        });
    }

    private static Message reply(Message query, String host) {
        DnsName name = asked(query).name();
        boolean v4 = asked(query).type().equals(RecordType.A);
        var answer = query.answer();
        if (host.startsWith(v4 ? "v4silent" : "v6silent")) {
            return answer.code(ResponseCode.REFUSED).build(); // Stands for silence.
        }
        if (host.startsWith("nx") || (host.contains("nx") && host.contains("silent"))) {
            return answer.code(ResponseCode.NXDOMAIN).build();
        }
        if (host.startsWith(v4 ? "v6only" : "v4only")) {
            return answer.build();
        }
        if (host.startsWith("alias")) {
            return answer.answers(List.of(
                            cname(host, "both.example"),
                            ResourceRecord.of(name("both.example"), 60, ip(v4 ? "18.52.86.120" : "b0b::1"))))
                    .build();
        }
        return answer.answers(List.of(ResourceRecord.of(name, 60, ip(v4 ? "18.52.86.120" : "b0b::1"))))
                .build();
    }

    private Resolution lookUp(String host, Family family, Flag... flags) {
        return resolver.resolve(
                HostQuery.builder()
                        .host(host)
                        .service("8006")
                        .family(family)
                        .flags(flags)
                        .build(),
                base,
                hosts::add);
    }

    private HostResult last(int count) {
        while (hosts.size() < count) {
            base.loop(LoopFlag.ONCE);
        }
        return hosts.getLast();
    }

    private List<String> addresses(HostResult result) {
        if (result instanceof HostResult.Resolved resolved) {
            return resolved.addresses().stream()
                    .map(each -> InetText.ntop(each.getAddress()))
                    .toList();
        }
        throw new AssertionError(result.toString());
    }

    private static EaiError eai(HostResult result) {
        if (result instanceof HostResult.Failed failed) {
            return failed.error();
        }
        throw new AssertionError(result.toString());
    }

    //
    @Test
    void bothFamiliesAreAskedAtOnce() {
        lookUp("both.example", Family.UNSPEC);
        assertEquals(List.of("b0b::1", "18.52.86.120"), addresses(last(1)));
        assertEquals(List.of("both.example AAAA", "both.example A"), asked);
        assertEquals(0, elapsedMillis());
    }

    //
    @Test
    void oneFamilyIsAskedForAlone() {
        lookUp("both.example", Family.INET);
        assertEquals(List.of("18.52.86.120"), addresses(last(1)));
        lookUp("both.example", Family.INET6);
        assertEquals(List.of("b0b::1"), addresses(last(2)));
        assertEquals(List.of("both.example A", "both.example AAAA"), asked);
    }

    //
    @Test
    void hostsOfOneFamilyAreFound() {
        lookUp("v4only.example", Family.UNSPEC);
        assertEquals(List.of("18.52.86.120"), addresses(last(1)));
        lookUp("v6only.example", Family.UNSPEC);
        assertEquals(List.of("b0b::1"), addresses(last(2)));
        lookUp("v4only.example", Family.INET6);
        assertEquals(EaiError.NODATA, eai(last(3)));
        lookUp("nx.example", Family.UNSPEC);
        assertEquals(EaiError.NONAME, eai(last(4)));
    }

    //
    @Test
    void theOtherFamilyIsWaitedForALittleOnly() {
        lookUp("v6silent.example", Family.UNSPEC);
        assertEquals(List.of("18.52.86.120"), addresses(last(1)));
        assertEquals(200, elapsedMillis());
        lookUp("v4silent.example", Family.UNSPEC);
        assertEquals(List.of("b0b::1"), addresses(last(2)));
        assertEquals(400, elapsedMillis());
    }

    //
    @Test
    void aNameThatIsGoneDecidesOverSilence() {
        lookUp("v6silent-nx.example", Family.UNSPEC);
        assertEquals(EaiError.NONAME, eai(last(1)));
        lookUp("v6silent-v4only.example", Family.INET6);
        assertEquals(EaiError.AGAIN, eai(last(2)));
    }

    //
    @Test
    void theCanonicalNameIsToldIfAskedFor() {
        lookUp("alias.example", Family.UNSPEC, Flag.CANONNAME);
        assertEquals("both.example", ((HostResult.Resolved) last(1)).canonicalName());
        lookUp("alias.example", Family.UNSPEC);
        assertEquals(null, ((HostResult.Resolved) last(2)).canonicalName());
    }

    //
    @Test
    void answersComeFromTheCacheNextTime() {
        lookUp("both.example", Family.UNSPEC);
        last(1);
        lookUp("both.example", Family.INET);
        last(2);
        assertEquals(2, asked.size());
    }

    // R-398, G-763
    @Test
    void whoCancelsIsToldSo() {
        Resolution request = lookUp("v4silent-v6silent.example", Family.UNSPEC);
        base.after(ms(100), request::cancel);
        assertEquals(EaiError.CANCEL, eai(last(1)));
        assertEquals(100, elapsedMillis());
        settle();
        assertEquals(0, resolver.statistics().inflight());
    }

    // G-761, G-762
    @Test
    void literalsAndWrongQueriesAskNobody() {
        lookUp("1.2.3.4", Family.UNSPEC);
        assertEquals(List.of("1.2.3.4"), addresses(last(1)));
        lookUp("host.example", Family.UNSPEC, Flag.NUMERICHOST);
        assertEquals(EaiError.NONAME, eai(last(2)));
        lookUp("x".repeat(64) + ".example", Family.UNSPEC);
        assertEquals(EaiError.NONAME, eai(last(3)));
        assertEquals(List.of(), asked);
    }

    // G-765, R-398
    @Test
    void localhostIsKnown() throws IOException {
        lookUp("localhost", Family.UNSPEC);
        assertEquals(List.of("127.0.0.1", "::1"), addresses(last(1)));
        lookUp("LOCALHOST", Family.INET6);
        assertEquals(List.of("::1"), addresses(last(2)));
        lookUp("nowhere.invalid", Family.UNSPEC);
        assertEquals(EaiError.NONAME, eai(last(3)));
        assertEquals(List.of(), asked);
    }

    @Test
    void theHostsFileComesFirst() throws IOException {
        Path file = Files.writeString(
                folder.resolve("hosts"), "10.1.1.1 Here.example here # and more\n\nnonsense line\n::7 here.example\n");
        resolver.loadHosts(file);
        lookUp("here.EXAMPLE", Family.UNSPEC);
        assertEquals(List.of("10.1.1.1", "::7"), addresses(last(1)));
        lookUp("here", Family.INET);
        assertEquals(List.of("10.1.1.1"), addresses(last(2)));
        assertEquals(List.of(), asked);
        resolver.clearHosts();
        lookUp("here.example", Family.INET);
        last(3);
        assertEquals(1, asked.size());
    }

    /** A host of the search list is one for both families: never an address of one name beside an address of another. */
    @Test
    void searchingKeepsTheFamiliesTogether() {
        resolver.addSearch("nx.example");
        resolver.addSearch("sub.example");
        lookUp("v4only", Family.UNSPEC);
        assertEquals(List.of("18.52.86.120"), addresses(last(1)));
        assertEquals("v4only.nx.example A", asked.get(1));
    }

    //
    @Test
    void onlyConfiguredFamiliesAreAskedIfWishedSo() {
        lookUp("both.example", Family.UNSPEC, Flag.ADDRCONFIG);
        assertTrue(addresses(last(1)).size() >= 1);
    }

    @Test
    void closingFailsWhatIsUnderWay() {
        lookUp("v4silent-v6silent.example", Family.UNSPEC);
        resolver.close();
        assertEquals(EaiError.FAIL, eai(last(1)));
        lookUp("both.example", Family.UNSPEC);
        assertEquals(EaiError.FAIL, eai(last(2)));
    }
}

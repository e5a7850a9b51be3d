package io.gyre.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.dns.wire.DnsName;
import io.gyre.event.EventBase;
import io.gyre.net.SocketAddresses;
import io.gyre.testing.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Options and files. */
class ConfigurationTest {
    private final Simulation world = Simulation.ordered();
    private final EventBase base = world.newBase();
    private final DnsResolver resolver = DnsResolver.of(base);

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void end() {
        resolver.close();
        world.close();
    }

    private static ResolverOptions with(String name, String value) {
        return ResolverOptions.defaults().with(name, value);
    }

    // R-416, G-685, G-686, G-694, G-695, G-697, G-698, G-699, G-711, G-713, G-715
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ndots",
                "max-timeouts",
                "max-inflight",
                "attempts",
                "randomize-case",
                "so-rcvbuf",
                "so-sndbuf",
                "edns-udp-size",
                "probe-backoff-factor"
            })
    void numbersAreTakenAndNothingElse(String option) {
        for (String value : List.of("0", "1", "2", "300", "10000", "70000")) {
            with(option, value);
            with(option + ":", value);
        }
        // G-687, G-701, G-721
        for (String value : List.of("foo", "3.14", "-1", "", "x", "99999999999999")) {
            assertThrows(IllegalArgumentException.class, () -> with(option, value));
        }
    }

    // R-416, G-689, G-690, G-709, G-714, G-717
    @ParameterizedTest
    @ValueSource(
            strings = {
                "timeout",
                "initial-probe-timeout",
                "getaddrinfo-allow-skew",
                "max-probe-timeout",
                "tcp-idle-timeout"
            })
    void timesAreTakenIfLongerThanNothing(String option) {
        for (String value : List.of("1", "0.001", "3.14", "10000", "0.5")) {
            with(option, value);
        }
        // G-691, G-693, G-707, G-710
        for (String value : List.of("0", "foo", "-1", "", "x", "0.0")) {
            assertThrows(IllegalArgumentException.class, () -> with(option, value));
        }
    }

    // R-416, G-705, G-706
    @Test
    void addressesToBindAreTaken() {
        for (String value : List.of("127.0.0.1:80", "127.0.0.1", "::1", "[::1]", "[::1]:53")) {
            assertEquals(SocketAddresses.parse(value), with("bind-to", value).bindTo());
        }
        for (String value : List.of("3.14", "foo", "junk")) {
            assertThrows(IllegalArgumentException.class, () -> with("bind-to", value));
        }
    }

    // R-416, G-718, G-719, G-725
    @Test
    void switchesTakeNoValue() {
        assertEquals(true, ResolverOptions.defaults().with("use-vc", null).useTcp());
        assertEquals(true, with("use-vc:", "").useTcp());
        assertEquals(true, with("ignore-tc", "").ignoreTruncation());
        assertEquals(true, with("rotate", "").rotate());
        for (String value : List.of("1", "foo")) {
            assertThrows(IllegalArgumentException.class, () -> with("use-vc", value));
            assertThrows(IllegalArgumentException.class, () -> with("ignore-tc", value));
        }
    }

    // G-702, G-703
    @Test
    void numbersBeyondTheirBoundsAreBroughtBack() {
        assertEquals(1, with("max-timeouts", "0").maxTimeouts());
        assertEquals(255, with("max-timeouts", "300").maxTimeouts());
        assertEquals(1, with("max-inflight", "0").maxInflight());
        assertEquals(65000, with("max-inflight", "70000").maxInflight());
        assertEquals(255, with("attempts", "256").attempts());
        assertEquals(512, with("edns-udp-size", "1").ednsUdpSize());
        assertEquals(65535, with("edns-udp-size", "70000").ednsUdpSize());
        assertEquals(10, with("probe-backoff-factor", "11").probeBackoffFactor());
        assertEquals(false, with("randomize-case", "0").randomizeCase());
        assertEquals(true, with("randomize-case", "7").randomizeCase());
        assertEquals(Duration.ofHours(1), with("initial-probe-timeout", "9999").initialProbeTimeout());
    }

    // G-722, G-723, G-726
    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "", "timeou", ":"})
    void namesThatAreNotKnownChangeNothing(String option) {
        assertEquals(ResolverOptions.defaults(), with(option, "1"));
    }

    // R-415
    @Test
    void socketBuffersCanBeSet() {
        resolver.setOption("so-rcvbuf", "10240");
        resolver.setOption("so-sndbuf:", "10240");
        resolver.addNameServer("10.0.0.1");
        assertEquals(10240, resolver.options().receiveBuffer());
    }

    private ConfStatus load(String text, ConfPart... parts) throws IOException {
        return resolver.loadResolvConf(Files.writeString(folder.resolve("resolv.conf"), text), parts);
    }

    private String servers() {
        return String.join(
                " ",
                resolver.nameServers().stream()
                        .map(each -> each.getAddress().getHostAddress() + "#" + each.getPort())
                        .toList());
    }

    // G-727, G-729, G-730, G-731, G-733, G-734, G-735, G-737, G-739, G-744, G-745, G-746, G-747, R-397
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|6|127.0.0.1#53",
                "# only a comment|6|127.0.0.1#53",
                "nameserver 1.2.3.4\\n|0|1.2.3.4#53",
                "nameserver 1.2.3.4|0|1.2.3.4#53",
                "nameserver 1.2.3.4\\nnameserver 1.2.3.5\\nnameserver 1.2.3.4\\n|0|1.2.3.4#53 1.2.3.5#53",
                "nameserver junk\\n|6|127.0.0.1#53",
                "nameserver\\n|6|127.0.0.1#53",
                "nameserver 1.2.3.4 # mine\\n|0|1.2.3.4#53",
                "NAMESERVER 1.2.3.4\\n|6|127.0.0.1#53",
                "nameserver 1.2.3.4\\noptions timeout:abc\\n|0|1.2.3.4#53",
                "nameserver 1.2.3.4\\noptions ndots:3 nonsense:1 rotate\\n|0|1.2.3.4#53",
                "nameserver 1.2.3.4\\nfrobnicate 7\\n|0|1.2.3.4#53",
                "nameserver 1.2.3.4\\r\\n|0|1.2.3.4#53",
                "\\tnameserver\\t1.2.3.4\\n|0|1.2.3.4#53",
            })
    void resolvConfIsReadAsLibeventDoes(String text, int code, String servers) throws IOException {
        assertEquals(
                code,
                load(text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"))
                        .code());
        assertEquals(servers, servers());
    }

    // G-733
    @Test
    void serversOfIpv6AreRead() throws IOException {
        load("nameserver ::1\nnameserver [::2]:54\n");
        assertEquals(
                List.of(SocketAddresses.parse("[::1]:53"), SocketAddresses.parse("[::2]:54")), resolver.nameServers());
    }

    // G-741, G-743
    @Test
    void onlyThePartsAskedForAreHeeded() throws IOException {
        assertEquals(ConfStatus.NO_NAMESERVERS_CONFIGURED, load("", ConfPart.NAMESERVERS));
        String all = "search a.example b.example\nnameserver 1.2.3.4\noptions ndots:3 attempts:7\n";
        resolver.clearNameServersAndSuspend();
        assertEquals(ConfStatus.NONE, load(all, ConfPart.MISC));
        assertEquals(List.of(), resolver.nameServers());
        assertEquals(
                List.of(7, 1),
                List.of(resolver.options().attempts(), resolver.options().ndots()));
        load(all, ConfPart.SEARCH);
        assertEquals(3, resolver.options().ndots());
        assertEquals(List.of(DnsName.of("a.example"), DnsName.of("b.example")), resolver.search());
    }

    // G-747
    @Test
    void theLastOfDomainAndSearchCounts() throws IOException {
        load("search a.example b.example\ndomain c.example d.example\n");
        assertEquals(List.of(DnsName.of("c.example")), resolver.search());
    }

    // G-742
    @Test
    void thereNeedBeNoDefault() throws IOException {
        var without = DnsResolver.of(base, ResolverFlag.NAMESERVERS_NO_DEFAULT);
        Path file = Files.writeString(folder.resolve("empty"), "");
        assertEquals(ConfStatus.NONE, without.loadResolvConf(file));
        assertEquals(List.of(), without.nameServers());
        without.close();
    }

    // R-392
    @Test
    void aMissingFileMakesThisHostTheServer() {
        assertEquals(List.of(), resolver.nameServers());
        assertEquals(ConfStatus.FAILED_TO_OPEN_FILE, resolver.loadResolvConf(folder.resolve("none")));
        assertEquals("127.0.0.1#53", servers());
    }

    @Test
    void aFileThatIsTooLongIsNotRead() throws IOException {
        assertEquals(ConfStatus.FILE_TOO_LARGE, load("nameserver 1.2.3.4\n".repeat(60_000)));
        assertEquals("127.0.0.1#53", servers());
    }

    /** Bounded, whatever stands there. */
    @Test
    void filesFromWhoeverMeansIllAreRead() throws IOException {
        var text = new StringBuilder("search ");
        for (int i = 0; i < 5000; i++) {
            text.append("d").append(i).append(".example ");
        }
        text.append("\n\0\u00ff\n").append("x".repeat(100_000)).append('\n');
        for (int i = 0; i < 500; i++) {
            text.append("nameserver 10.0.")
                    .append(i / 250)
                    .append('.')
                    .append(i % 250)
                    .append('\n');
        }
        assertEquals(ConfStatus.NONE, load(text.toString()));
        assertEquals(
                List.of(64, 32),
                List.of(resolver.nameServers().size(), resolver.search().size()));
    }

    // G-765
    @Test
    void aHostsFileThatIsMissingIsAnError() throws IOException {
        assertThrows(IOException.class, () -> resolver.loadHosts(folder.resolve("none")));
        resolver.loadHosts(null);
        assertEquals(1, HostsFile.localhost().size());
    }

    @Test
    void theSystemsFilesAreReadAgainOnceTheyChanged() throws IOException {
        Path conf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 10.0.0.1\n");
        Path hosts = Files.writeString(folder.resolve("hosts"), "10.1.1.1 here\n");
        var system = DnsResolver.of(
                base, conf, hosts, EnumSet.of(ResolverFlag.INITIALIZE_NAMESERVERS, ResolverFlag.DISABLE_WHEN_INACTIVE));
        assertEquals(List.of(SocketAddresses.parse("10.0.0.1:53")), system.nameServers());
        Files.writeString(conf, "nameserver 10.0.0.2\n");
        Files.setLastModifiedTime(conf, FileTime.from(Instant.now().plusSeconds(5)));
        DnsRequest early = system.resolveIpv4("x.example", _ -> {});
        assertEquals(List.of(SocketAddresses.parse("10.0.0.1:53")), system.nameServers());
        world.clock().advance(Duration.ofSeconds(6));
        DnsRequest late = system.resolveIpv4("y.example", _ -> {});
        assertEquals(List.of(SocketAddresses.parse("10.0.0.2:53")), system.nameServers());
        early.cancel();
        late.cancel();
        system.close();
        base.dispatch();
    }

    @Test
    void serversThatWereAddedByHandStayWhenTheSystemsFilesChange() throws IOException {
        Path conf = Files.writeString(folder.resolve("resolv.conf"), "nameserver 10.0.0.1\n");
        Path hosts = Files.writeString(folder.resolve("hosts"), "10.1.1.1 here\n");
        try (var system = DnsResolver.of(
                base,
                conf,
                hosts,
                EnumSet.of(ResolverFlag.INITIALIZE_NAMESERVERS, ResolverFlag.DISABLE_WHEN_INACTIVE))) {
            system.addNameServer("10.0.0.9");
            Files.writeString(conf, "nameserver 10.0.0.2\nnameserver 10.0.0.3\n");
            Files.setLastModifiedTime(conf, FileTime.from(Instant.now().plusSeconds(5)));
            world.clock().advance(Duration.ofSeconds(6));
            system.resolveIpv4("x.example", _ -> {}).cancel();
            assertEquals(
                    Stream.of("10.0.0.2:53", "10.0.0.3:53", "10.0.0.9:53")
                            .map(SocketAddresses::parse)
                            .toList(),
                    system.nameServers());
        }
    }

    // G-766
    @Test
    void errorsHaveLibeventsNumbersAndWords() {
        assertEquals("misformatted query", DnsError.FORMAT.text());
        assertEquals(DnsError.NODATA, DnsError.ofCode(70));
        assertEquals("no records in the reply", DnsError.NODATA.text());
        assertEquals(DnsError.TIMEOUT, DnsError.ofCode(67));
        assertNull(DnsError.ofCode(6));
    }
}

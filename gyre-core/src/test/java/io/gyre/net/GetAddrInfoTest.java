package io.gyre.net;

import static io.gyre.net.HostQuery.Flag.ADDRCONFIG;
import static io.gyre.net.HostQuery.Flag.CANONNAME;
import static io.gyre.net.HostQuery.Flag.NUMERICHOST;
import static io.gyre.net.HostQuery.Flag.NUMERICSERV;
import static io.gyre.net.HostQuery.Flag.PASSIVE;
import static io.gyre.net.SocketType.DATAGRAM;
import static io.gyre.net.SocketType.STREAM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.HostQuery.Family;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GetAddrInfoTest {
    private static final ServiceNames SERVICES = ServiceNames.parse("http 80/tcp\ndomain 53/tcp\ndomain 53/udp\n");

    // R-170, G-761
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void aLiteralIsItsOwnAnswerWhateverTheHostsConfiguration(String literal) {
        HostQuery query = HostQuery.builder()
                .host(literal)
                .service("http")
                .flags(PASSIVE, ADDRCONFIG)
                .build();
        assertEquals(
                List.of(entry(literal, 80, STREAM)), resolved(immediate(query)).entries());
    }

    // G-762
    @Test
    void anyKindOfSocketGivesAnEntryForEach() {
        HostQuery query = HostQuery.builder()
                .host("1.2.3.4")
                .port(5)
                .socketTypes(DATAGRAM, STREAM)
                .build();
        HostResult.Resolved result = resolved(immediate(query));
        assertEquals(List.of(entry("1.2.3.4", 5, STREAM), entry("1.2.3.4", 5, DATAGRAM)), result.entries());
        assertEquals(List.of(SocketAddresses.parse("1.2.3.4:5")), result.addresses());
    }

    @Test
    void aServiceOfOneProtocolGivesEntriesForItOnly() {
        HostQuery.Builder query = HostQuery.builder().host("1.2.3.4").socketTypes(DATAGRAM, STREAM);
        assertEquals(
                1, resolved(immediate(query.service("http").build())).entries().size());
        assertEquals(
                2,
                resolved(immediate(query.service("domain").build())).entries().size());
    }

    // G-762
    @Test
    void noHostIsThisHostOverBothFamilies() {
        HostQuery.Builder query = HostQuery.builder().service("80");
        assertEquals(
                List.of(entry("127.0.0.1", 80, STREAM), entry("::1", 80, STREAM)),
                resolved(immediate(query.build())).entries());
        assertEquals(
                List.of(entry("0.0.0.0", 80, STREAM), entry("::", 80, STREAM)),
                resolved(immediate(query.flags(PASSIVE).build())).entries());
        assertEquals(
                List.of(entry("::", 80, STREAM)),
                resolved(immediate(query.family(Family.INET6).build())).entries());
    }

    // G-762
    @Test
    void neitherHostNorServiceIsNothingToLookFor() {
        assertEquals(EaiError.NONAME, failed(immediate(HostQuery.builder().build())));
    }

    // G-762
    @Test
    void aNameIsRefusedWhereALiteralIsDemanded() {
        HostQuery query =
                HostQuery.builder().host("example.org").flags(NUMERICHOST).build();
        assertEquals(EaiError.NONAME, failed(immediate(query)));
    }

    // G-762: libevent's DNS client says NONAME for an unknown service; as C's getaddrinfo, we tell it from an unknown
    // host.
    @Test
    void anUnknownServiceIsToldBeforeAnybodyIsAsked() {
        HostQuery.Builder query = HostQuery.builder().host("example.org");
        assertEquals(
                EaiError.SERVICE, failed(immediate(query.service("nonesuch").build())));
        assertEquals(EaiError.SERVICE, failed(immediate(query.service("65536").build())));
        assertEquals(
                EaiError.NONAME,
                failed(immediate(query.service("http").flags(NUMERICSERV).build())));
        assertNull(immediate(query.service("80").build()));
    }

    // G-762: libevent asks its name servers for the AAAA records of 1.2.3.4.
    @Test
    void aLiteralOfTheOtherFamilyIsNotLookedUp() {
        HostQuery query =
                HostQuery.builder().host("1.2.3.4").family(Family.INET6).build();
        assertEquals(EaiError.ADDRFAMILY, failed(immediate(query)));
    }

    @ParameterizedTest
    @EnumSource(names = {"V4MAPPED", "ALL"})
    void mappingIsNotSupported(HostQuery.Flag flag) {
        HostQuery query = HostQuery.builder().host("::1").flags(flag).build();
        assertEquals(EaiError.BADFLAGS, failed(immediate(query)));
    }

    @Test
    void theCanonicalNameIsToldToThoseWhoAsk() {
        HostQuery.Builder query = HostQuery.builder().host("1.2.3.4");
        assertNull(resolved(immediate(query.build())).canonicalName());
        assertEquals(
                "1.2.3.4", resolved(immediate(query.flags(CANONNAME).build())).canonicalName());
        HostQuery nobody = HostQuery.builder().port(1).flags(CANONNAME).build();
        assertEquals(EaiError.BADFLAGS, failed(immediate(nobody)));
    }

    /** Each of these is an address for the C library, or a name that the JDK takes for this host. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.1",
                "2130706433",
                "0x7f000001",
                "0X7F.1",
                "0177.0.0.1",
                "1.2.3.4.",
                "1.2.3.0x4",
                "127.0.0.1 ",
                "256.1.1.1",
                "0x",
                "[::1]",
                "fe80::1%no-such-if",
                "::g",
                "a b",
                "a\nb",
                "a\0b",
                "b\u00fccher.example",
                "a/b"
            })
    void whatCannotBeANameIsNotLookedUp(String host) {
        assertEquals(EaiError.NONAME, failed(immediate(HostQuery.of(host, 80))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "example.org",
                "example.org.",
                "a_b.example",
                "1.example",
                "3com",
                "0xyz",
                "xn--bcher-kva.example"
            })
    void whatMayBeANameIsLookedUp(String host) {
        assertNull(immediate(HostQuery.of(host, 80)));
    }

    @Test
    void aNameOfMoreThan254CharactersIsNotLookedUp() {
        assertNull(immediate(HostQuery.of("a".repeat(254), 80)));
        assertEquals(EaiError.NONAME, failed(immediate(HostQuery.of("a".repeat(255), 80))));
    }

    @Test
    void answersAreFilteredByFamilyAndHaveNoDoubles() {
        List<InetAddress> found = addresses("1.2.3.4", "::1", "1.2.3.4", "5.6.7.8");
        HostQuery query = HostQuery.of("example.org", 80).withFamily(Family.INET);
        HostResult result = GetAddrInfo.answer(query, SERVICES, found, null);
        assertEquals(
                List.of(entry("1.2.3.4", 80, STREAM), entry("5.6.7.8", 80, STREAM)),
                resolved(result).entries());
    }

    @Test
    void noAddressAndNoneOfTheFamilyAreToldApart() {
        HostQuery query = HostQuery.of("example.org", 80).withFamily(Family.INET6);
        assertEquals(EaiError.NODATA, failed(GetAddrInfo.answer(query, SERVICES, List.of(), null)));
        assertEquals(EaiError.ADDRFAMILY, failed(GetAddrInfo.answer(query, SERVICES, addresses("1.2.3.4"), null)));
    }

    @Test
    void errorsHaveTheNumbersOfLinuxAndAText() {
        assertEquals(-1, EaiError.BADFLAGS.code());
        assertEquals(-11, EaiError.SYSTEM.code());
        assertEquals(-90001, EaiError.CANCEL.code());
        for (EaiError error : EaiError.values()) {
            assertEquals(error, EaiError.ofCode(error.code()));
            assertTrue(error.text().length() > 5);
        }
        assertNull(EaiError.ofCode(0));
    }

    @Test
    void aPortOutsideItsRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> HostQuery.of("example.org", 65536));
        assertThrows(IllegalArgumentException.class, () -> HostQuery.of("example.org", -1));
    }

    private static @Nullable HostResult immediate(HostQuery query) {
        return GetAddrInfo.immediate(query, SERVICES);
    }

    private static HostResult.Resolved resolved(@Nullable HostResult result) {
        return assertInstanceOf(HostResult.Resolved.class, result);
    }

    private static EaiError failed(@Nullable HostResult result) {
        return assertInstanceOf(HostResult.Failed.class, result).error();
    }

    private static AddressInfo entry(String host, int port, SocketType type) {
        return new AddressInfo(new InetSocketAddress(addresses(host).getFirst(), port), type);
    }

    private static List<InetAddress> addresses(String... literals) {
        return Arrays.stream(literals)
                .map(literal -> {
                    InetAddress address = InetText.address(literal);
                    assertNotNull(address);
                    return address;
                })
                .toList();
    }
}

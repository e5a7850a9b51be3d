package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketAddressesTest {
    // R-155, S-120, G-403, G-406, G-417, G-418, G-426, G-427, G-429, G-430
    @ParameterizedTest
    @CsvSource({
        "[ffff::1]:1000, ffff::1, 1000",
        "[ffff::1], ffff::1, 0",
        "ffff::1, ffff::1, 0",
        "1.2.3.4:50, 1.2.3.4, 50",
        "1.2.3.4, 1.2.3.4, 0",
        "1.2.3.4:65535, 1.2.3.4, 65535",
        "1.2.3.4:1, 1.2.3.4, 1",
        "[::1], ::1, 0",
        "[::1]:80, ::1, 80",
        "::1:80, ::1:80, 0",
        "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8, 0",
        "::ffff:1.2.3.4, ::ffff:1.2.3.4, 0",
        "[::ffff:1.2.3.4]:5, ::ffff:1.2.3.4, 5"
    })
    void anAddressIsReadWithPortZeroIfItNamesNone(String text, String host, int port) {
        InetSocketAddress address = SocketAddresses.parse(text);
        assertEquals(host, InetText.ntop(address.getAddress()));
        assertEquals(port, address.getPort());
        assertEquals(host.contains(":"), address.getAddress() instanceof Inet6Address);
    }

    // G-431
    @Test
    void aZoneIsKept() {
        InetSocketAddress address = SocketAddresses.parse("[fe80::1%3]:80");
        assertEquals(3, ((Inet6Address) address.getAddress()).getScopeId());
        assertEquals("[fe80::1%3]:80", SocketAddresses.format(address));
        assertEquals("fe80::1%3", SocketAddresses.format(SocketAddresses.parse("fe80::1%3")));
    }

    // R-155, S-120, G-405, G-407, G-409, G-413, G-414, G-419, G-422, G-423, G-425, G-433, G-434, G-435, G-437, G-439
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4:0",
                "1.2.3.4:65536",
                "1.2.3.4:65599",
                "1.2.3.4:-1",
                "1.2.3.4.5",
                "256.1.1.1",
                "[::1]:",
                "[::1",
                "[ffff::1:1000",
                "::1]",
                "[1.2.3.4]:80",
                "",
                "localhost",
                "localhost:80",
                "[]:80",
                "1.2.3.4 ",
                "1.2.3.4:",
                "[::1]:0",
                "[::1]:65536",
                "[",
                "[]",
                ":",
                ":80",
                "unix:/tmp/x"
            })
    void anythingElseIsRefusedByNameAndWithARemedy(String text) {
        var refusal = assertThrows(IllegalArgumentException.class, () -> SocketAddresses.parse(text));
        assertNotNull(refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith("\"" + text + "\" is not a socket address: "), refusal.getMessage());
    }

    // Libevent takes all of these, see G-410, G-411, G-415, G-421, G-438, G-441, which is no service to anybody.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.2.3.4:80x",
                "1.2.3.4: 80",
                "01.2.3.4",
                "[::1]80",
                " 1.2.3.4",
                "1.2.3.4:+80",
                "1.2.3.4:080",
                "[::1]:80 ",
                "[::1]x:80"
            })
    void garbageAroundAnAddressIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.parse(text));
    }

    @Test
    void localSocketsAreReadWhereTheyAreWanted() {
        assertEquals(UnixDomainSocketAddress.of("/run/x.sock"), SocketAddresses.parseAny("unix:/run/x.sock"));
        assertEquals(UnixDomainSocketAddress.of("@name"), SocketAddresses.parseAny("unix:@name"));
        assertEquals(SocketAddresses.parse("1.2.3.4:5"), SocketAddresses.parseAny("1.2.3.4:5"));
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.parseAny("unix:"));
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.parseAny("unix:/a\0b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.2.3.4", "1.2.3.4:5", "::1", "[::1]:5", "::ffff:1.2.3.4", "unix:/run/x.sock", "unix:@name"})
    void aFormattedAddressIsReadBack(String text) {
        SocketAddress address = SocketAddresses.parseAny(text);
        assertEquals(text, SocketAddresses.format(address));
        assertEquals(address, SocketAddresses.parseAny(SocketAddresses.format(address)));
    }

    @Test
    void anUnresolvedAddressIsFormattedByItsName() {
        assertEquals("example.org:80", SocketAddresses.format(InetSocketAddress.createUnresolved("example.org", 80)));
    }

    // S-121, G-498
    @ParameterizedTest
    @CsvSource({
        "1.2.3.4:1, 1.2.3.5:2, -1, -1",
        "1.2.3.4:1, 1.2.3.4:9, 0, -1",
        "1.2.3.4:9, 1.2.3.5:1, -1, -1",
        "1.2.3.4:1, [::1]:1, -1, -1",
        "1.2.3.4:1, 200.2.3.4:1, -1, -1",
        "[::1]:1, [::2]:1, -1, -1",
        "[::1]:1, [::1]:2, 0, -1",
        "[7f00::]:1, [8000::]:1, -1, -1",
        "unix:/a, unix:/b, -1, -1",
        "unix:/b, 0.0.0.0, -1, -1",
        "1.2.3.4:1, 1.2.3.4:1, 0, 0"
    })
    void addressesHaveATotalOrderInWhichThePortMayCount(String a, String b, int withoutPort, int withPort) {
        SocketAddress left = SocketAddresses.parseAny(a);
        SocketAddress right = SocketAddresses.parseAny(b);
        assertEquals(withoutPort, Integer.signum(SocketAddresses.compare(left, right, false)));
        assertEquals(-withoutPort, Integer.signum(SocketAddresses.compare(right, left, false)));
        assertEquals(withPort, Integer.signum(SocketAddresses.compare(left, right, true)));
        assertEquals(-withPort, Integer.signum(SocketAddresses.compare(right, left, true)));
    }

    // S-121
    @Test
    void sortingPutsAddressesIntoOneOrderHoweverTheyLay() {
        List<SocketAddress> sorted = List.of(
                UnixDomainSocketAddress.of("/a"),
                SocketAddresses.parse("1.2.3.4:1"),
                SocketAddresses.parse("1.2.3.4:2"),
                SocketAddresses.parse("::1"),
                InetSocketAddress.createUnresolved("a.example", 1),
                InetSocketAddress.createUnresolved("B.example", 1));
        var shuffled = new ArrayList<>(sorted);
        Collections.shuffle(shuffled, new Random(1));
        shuffled.sort(SocketAddresses.BY_ADDRESS_AND_PORT);
        assertEquals(sorted, shuffled);
        assertEquals(0, SocketAddresses.BY_ADDRESS.compare(sorted.get(1), sorted.get(2)));
    }

    // S-121: libevent answers 1 here, both ways round.
    @Test
    void anUnknownKindOfAddressCannotBeOrdered() {
        var unknown = new SocketAddress() {
            private static final long serialVersionUID = 1;
        };
        assertThrows(IllegalArgumentException.class, () -> SocketAddresses.compare(unknown, unknown, true));
    }

    //
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,true",
        "127.0.3.2,true",
        "::1,true",
        "128.1.2.3,false",
        "18.0.0.1,false",
        "129.168.1.1,false",
        "::0,false",
        "f::1,false",
        "::501,false",
        "unix:/tmp/x,false"
    })
    void loopbackIsOneNetworkOrOneAddress(String text, boolean loopback) {
        assertEquals(loopback, SocketAddresses.isLoopback(SocketAddresses.parseAny(text)));
    }

    @Test
    void anUnresolvedAddressIsNotLoopback() {
        assertFalse(SocketAddresses.isLoopback(InetSocketAddress.createUnresolved("localhost", 1)));
    }

    //
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,true",
        "127.0.0.1,true",
        "127.255.255.255,true",
        "169.254.0.0,true",
        "169.254.255.255,true",
        "224.0.0.0,true",
        "239.255.255.255,true",
        "121.0.0.1,false",
        "170.0.0.0,false",
        "240.0.0.0,false",
        "10.0.0.1,false"
    })
    void ipv4IsLocalIfItReachesNobody(String text, boolean local) {
        assertLocal(text, local);
    }

    //
    @ParameterizedTest
    @CsvSource({
        "::,true",
        "::1,true",
        "::ffff:0:0,true",
        "::ffff:8.8.8.8,true",
        "::ffff:0:0:0,true",
        "fe80::,true",
        "ff00::,true",
        "64:ff9b::,false",
        "2001::,false",
        "2001:4860:4802:32::1b,false",
        "fc00::1,false"
    })
    void ipv6IsLocalIfItReachesNobodyOrStandsForIpv4(String text, boolean local) {
        assertLocal(text, local);
    }

    private static void assertLocal(String text, boolean local) {
        InetAddress address = InetText.address(text);
        assertNotNull(address);
        assertEquals(local, SocketAddresses.isLocal(address));
    }
}

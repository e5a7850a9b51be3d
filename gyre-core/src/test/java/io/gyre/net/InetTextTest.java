package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InetTextTest {
    private static final long SEED = 20251125L;

    // R-152, S-119
    @ParameterizedTest
    @CsvSource({"1.2.3.4,01020304", "255.255.255.255,ffffffff", "176.192.208.244,b0c0d0f4", "0.0.0.0,00000000"})
    void ipv4TextIsReadAndWrittenBack(String text, String bytes) {
        byte[] address = InetText.pton4(text);
        assertNotNull(address);
        assertEquals(bytes, HexFormat.of().formatHex(address));
        assertEquals(text, InetText.ntop(address));
    }

    // R-152, G-443; libevent takes "01.002.3.4" and " 1.2.3.4", which are refused here.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "256.0.0.0",
                "ABC",
                "1.2.3.4.5",
                "1.2.3",
                "256.0.0.1",
                "1.2.3.4 ",
                "0x1.2.3.4",
                "1.2.3.",
                "",
                "1.2.3.4x",
                "-1.2.3.4",
                "01.002.3.4",
                " 1.2.3.4",
                "00.2.3.4",
                "1..2.3",
                ".1.2.3",
                "1.2.3.4.",
                "1.2.3.+4",
                "1.2.3.\u0664",
                "1.2.3.99999999999"
            })
    void whatIsNoDottedQuadIsRefused(String text) {
        assertNull(InetText.pton4(text));
        assertNull(InetText.address(text));
    }

    // S-119, G-445, G-446, G-447, G-453, G-454, G-455, G-457, G-462, G-473
    @ParameterizedTest
    @CsvSource({
        "::1, 00000000000000000000000000000001, ::1",
        "1::, 00010000000000000000000000000000, 1::",
        "1:2:3:4:5:6:7:8, 00010002000300040005000600070008, 1:2:3:4:5:6:7:8",
        "::2:3:4:5:6:7:8, 00000002000300040005000600070008, 0:2:3:4:5:6:7:8",
        "1::3:4:5:6:7:8, 00010000000300040005000600070008, 1:0:3:4:5:6:7:8",
        "1:2:3:4:5:6:1.2.3.4, 00010002000300040005000601020304, 1:2:3:4:5:6:102:304",
        "::ffff:1.2.3.4, 00000000000000000000ffff01020304, ::ffff:1.2.3.4",
        "FE80::ABCD, fe80000000000000000000000000abcd, fe80::abcd",
        "0001::, 00010000000000000000000000000000, 1::",
        "::, 00000000000000000000000000000000, ::",
        "1:2:3:4:5:6:7::, 00010002000300040005000600070000, 1:2:3:4:5:6:7:0",
        "1::1.2.3.4, 00010000000000000000000001020304, 1::102:304"
    })
    void ipv6TextIsReadAndWrittenInItsCanonicalForm(String text, String bytes, String canonical) {
        byte[] address = InetText.pton6(text);
        assertNotNull(address);
        assertEquals(bytes, HexFormat.of().formatHex(address));
        assertEquals(canonical, InetText.ntop(address));
    }

    // G-449, G-450, G-451, G-458, G-459, G-461, G-463, G-465, G-466, G-469, G-470, G-471, G-474; libevent takes the
    // text of
    // G-467, with a colon at its end, and a "::" that stands for no group. Both are refused here.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":::",
                "::1.2.3",
                "::1.2.3.256",
                "g::",
                "1:",
                "[::1]",
                "::1%1",
                "",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::1.2.3.4:5",
                "00001::",
                "0:0:0:0:0:0:0:0:",
                "1:2:3:4::5:6:7:8",
                ":1",
                "1:2:3:4:5:6:7",
                ":",
                "::1:",
                ":1:2:3:4:5:6:7:8",
                "1.2.3.4",
                "::1.2.3.4.5",
                "::01.2.3.4",
                "1:2:3:4:5:6:7:8::",
                ":: 1",
                "::+1"
            })
    void whatIsNoIpv6LiteralIsRefused(String text) {
        assertNull(InetText.pton6(text));
    }

    // S-119, G-475, G-477, G-478, G-479, G-481, G-482, G-483, G-485, G-486, G-487, G-489, G-490
    @ParameterizedTest
    @CsvSource({
        "0:0:0:0:0:0:0:0, ::",
        "0:1:0:0:0:0:0:1, 0:1::1",
        "1:0:2:0:3:0:4:0, 1:0:2:0:3:0:4:0",
        "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
        "0:2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
        "0:0:0:0:0:0:102:304, ::1.2.3.4",
        "0:0:0:0:0:0:0:304, ::304",
        "0:0:0:0:0:fffe:102:304, ::fffe:102:304",
        "0:0:0:0:ffff:0:102:304, ::ffff:0:102:304",
        "1:0:0:0:2:0:0:0, 1::2:0:0:0",
        "64:ff9b:0:0:0:0:102:304, 64:ff9b::102:304",
        "0:0:0:0:0:ffff:0:0, ::ffff:0.0.0.0"
    })
    void theLongestRunOfZeroGroupsIsShortenedOnce(String groups, String text) {
        assertEquals(text, InetText.ntop(ofGroups(groups)));
    }

    // G-426; libevent prints ::0.1.0.128, although no IPv4 address begins with 0.
    @Test
    void anAddressBelowOneDotZeroIsNotWrittenAsIpv4() {
        assertEquals("::1:80", InetText.ntop(ofGroups("0:0:0:0:0:0:1:80")));
    }

    // G-491: an unknown family fails, and cannot even be expressed here.
    @Test
    void anAddressOfAnotherLengthIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> InetText.ntop(new byte[5]));
    }

    @Test
    void eitherFamilyIsReadByItsLooks() {
        assertArrayEquals(new byte[] {1, 2, 3, 4}, InetText.pton("1.2.3.4"));
        byte[] loopback = InetText.pton("::1");
        assertNotNull(loopback);
        assertEquals(16, loopback.length);
        assertNull(InetText.pton("localhost"));
    }

    //
    @ParameterizedTest
    @CsvSource({"2001:DB8::,0", "2001:DB8::%0,0", "2001:DB8::%1,1", "fe80::1%4096,4096"})
    void aNumberAfterThePercentSignIsTheScope(String text, int scope) {
        Inet6Address address = InetText.ptonScope(text);
        assertNotNull(address);
        assertEquals(scope, address.getScopeId());
        assertEquals(text.startsWith("fe80") ? "fe80::1" : "2001:db8::", InetText.ntop(address));
    }

    //
    @Test
    void aNameAfterThePercentSignIsAnInterface() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        Inet6Address address = InetText.ptonScope("fe80::1%" + loopback.getName());
        assertNotNull(address);
        assertEquals(loopback.getIndex(), address.getScopeId());
    }

    //
    @ParameterizedTest
    @ValueSource(
            strings = {
                "foo",
                "foo%1",
                "fe80::1%no-such-if",
                "fe80::1%",
                "fe80::1%1%1",
                "fe80::1%99999999999",
                "1.2.3.4%1"
            })
    void anythingElseWithAScopeIsRefused(String text) {
        assertNull(InetText.ptonScope(text));
    }

    @Test
    void aMappedAddressStaysIpv6() {
        InetAddress address = InetText.address("::ffff:1.2.3.4");
        assertNotNull(address);
        assertEquals(Inet6Address.class, address.getClass());
        assertEquals("::ffff:1.2.3.4", InetText.ntop(address));
    }

    @Test
    void randomAddressesMeanTheSameToTheJdk() throws Exception {
        var random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            byte[] address = sparse(random);
            String message = "seed " + SEED + ", round " + i;
            String text = InetText.ntop(address);
            assertArrayEquals(address, InetText.pton(text), message);
            InetAddress theirs = InetAddress.getByAddress(address);
            assertEquals(theirs, InetAddress.ofLiteral(text), message);
            assertArrayEquals(theirs.getAddress(), InetText.pton(theirs.getHostAddress()), message);
        }
    }

    @Test
    void whateverRandomTextIsReadIsAlsoReadByTheJdk() {
        var random = new Random(SEED);
        String alphabet = "0123:::...af%";
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder();
            for (int length = random.nextInt(20); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            byte[] ours = InetText.pton(text.toString());
            if (ours != null) {
                InetAddress theirs = InetAddress.ofLiteral(text.toString());
                assertEquals(theirs, InetText.address(text.toString()), "seed " + SEED + ": " + text);
            }
        }
    }

    /** Makes runs of zeros likely, since they are what the text form is about. */
    private static byte[] sparse(Random random) {
        byte[] address = new byte[random.nextBoolean() ? 4 : 16];
        for (int i = 0; i < address.length; i += 2) {
            if (random.nextInt(3) == 0) {
                address[i] = (byte) (random.nextBoolean() ? random.nextInt() : 0);
                address[i + 1] = (byte) random.nextInt();
            }
        }
        return address;
    }

    private static byte[] ofGroups(String groups) {
        String[] parts = groups.split(":", -1);
        byte[] address = new byte[16];
        for (int i = 0; i < parts.length; i++) {
            int value = Integer.parseInt(parts[i], 16);
            address[2 * i] = (byte) (value >> 8);
            address[2 * i + 1] = (byte) value;
        }
        return address;
    }
}

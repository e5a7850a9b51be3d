package io.gyre.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.SocketAddresses;
import io.gyre.net.SocketType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PROXY headers as bytes, against the examples and rules of the protocol's specification. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final SocketAddress CLIENT = SocketAddresses.parse("192.0.2.1:54321");
    private static final SocketAddress TARGET = SocketAddresses.parse("198.51.100.2:443");

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    private static ProxyHeader parse(byte[] bytes) throws ProxyHeaderException {
        return requireNonNull(ProxyHeader.parse(ByteBuffer.wrap(bytes)));
    }

    private static ProxyHeader parse(String line) throws ProxyHeaderException {
        return parse(line.getBytes(ISO_8859_1));
    }

    @Test
    void versionOneIsALine() throws ProxyHeaderException {
        ProxyHeader header = ProxyHeader.v1(CLIENT, TARGET);
        String line = "PROXY TCP4 192.0.2.1 198.51.100.2 54321 443\r\n";
        assertEquals(line, new String(header.serialise(), US_ASCII));
        assertEquals(header, parse(line));
    }

    @Test
    void versionOneTakesIpv6AndWhatItDoesNotKnow() throws ProxyHeaderException {
        SocketAddress six = SocketAddresses.parse("[2001:db8::1]:1");
        assertEquals(
                "PROXY TCP6 2001:db8::1 ::ffff:198.51.100.2 1 443\r\n",
                new String(ProxyHeader.v1(six, TARGET).serialise(), US_ASCII));
        assertEquals(ProxyHeader.v1(six, TARGET), parse("PROXY TCP6 2001:db8::1 ::ffff:198.51.100.2 1 443\r\n"));
        assertEquals(ProxyHeader.v1(null, null), parse("PROXY UNKNOWN\r\n"));
        assertEquals(ProxyHeader.v1(null, null), parse("PROXY UNKNOWN ffff:f...f:ffff 65535 x\r\n"));
        assertEquals("PROXY UNKNOWN\r\n", new String(ProxyHeader.v1(null, null).serialise(), US_ASCII));
    }

    @Test
    void versionTwoHasItsBytes() throws ProxyHeaderException {
        ProxyHeader header = ProxyHeader.v2(CLIENT, TARGET, new ProxyTlv(ProxyTlv.AUTHORITY, "a.b".getBytes(US_ASCII)));
        byte[] bytes = hex(SIGNATURE + "21 11 0012 c0000201 c6336402 d431 01bb 02 0003 612e62");
        assertArrayEquals(bytes, header.serialise());
        assertEquals(header, parse(bytes));
        assertEquals("a.b", parse(bytes).tlvs().getFirst().text());
    }

    @Test
    void versionTwoTellsOfDatagramsAndUnixSockets() throws ProxyHeaderException {
        byte[] udp = hex(SIGNATURE + "21 12 000c c0000201 c6336402 d431 01bb");
        assertEquals(SocketType.DATAGRAM, parse(udp).type());
        assertArrayEquals(udp, parse(udp).serialise());
        var path = UnixDomainSocketAddress.of("/run/s");
        var abstractName = UnixDomainSocketAddress.of("@name");
        ProxyHeader unix = ProxyHeader.v2(path, abstractName);
        byte[] bytes = unix.serialise();
        assertEquals(16 + 216, bytes.length);
        assertEquals(0, bytes[16 + 108]);
        assertEquals(unix, parse(bytes));
    }

    @Test
    void aProxysOwnConnectionHasNoAddressesWhateverItSays() throws ProxyHeaderException {
        assertArrayEquals(
                hex(SIGNATURE + "20 00 0000"), ProxyHeader.ofProxyItself().serialise());
        assertEquals(ProxyHeader.ofProxyItself(), parse(hex(SIGNATURE + "20 ff 0003 010203")));
    }

    @Test
    void unknownAddressesAreNone() throws ProxyHeaderException {
        ProxyHeader header = parse(hex(SIGNATURE + "21 00 0004 05 0001 07"));
        assertNull(header.source());
        assertEquals(List.of(new ProxyTlv(ProxyTlv.UNIQUE_ID, new byte[] {7})), header.tlvs());
    }

    @Test
    void aChecksumIsCheckedAndFillersAreLeftOut() throws ProxyHeaderException {
        byte[] bytes = hex(SIGNATURE + "21 11 0016 c0000201 c6336402 d431 01bb 03 0004 00000000 04 0000");
        var sum = new CRC32C();
        sum.update(bytes);
        ByteBuffer.wrap(bytes).putInt(31, (int) sum.getValue());
        assertEquals(List.of(), parse(bytes).tlvs());
        bytes[20]++;
        assertThrows(ProxyHeaderException.class, () -> parse(bytes));
    }

    @Test
    void whatFollowsStaysWhereItIs() throws ProxyHeaderException {
        ByteBuffer bytes = ByteBuffer.wrap("PROXY UNKNOWN\r\nGET /".getBytes(US_ASCII));
        ProxyHeader.parse(bytes);
        assertEquals("GET /", US_ASCII.decode(bytes).toString());
    }

    @Test
    void aBeginningIsNoMistake() throws ProxyHeaderException {
        for (ProxyHeader header : List.of(ProxyHeader.v1(CLIENT, TARGET), ProxyHeader.v2(CLIENT, TARGET))) {
            byte[] bytes = header.serialise();
            for (int size = 0; size < bytes.length; size++) {
                ByteBuffer part = ByteBuffer.wrap(bytes, 0, size);
                assertNull(ProxyHeader.parse(part));
                assertEquals(0, part.position());
                byte[] beginning = Arrays.copyOf(bytes, size);
                assertTrue(ProxyHeader.atLeast(beginning, size) <= bytes.length, "reads past the end");
                assertTrue(ProxyHeader.atLeast(beginning, size) > size, "ends too early");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "G",
                "GET / HTTP/1.1\r\n",
                "PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY TCP4  1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\r",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 +1\r\n",
                "PROXY TCP4 1.2.3.04 1.2.3.4 1 1\r\n",
                "PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n",
                "PROXY TCP4 ::1 ::1 1 1\r\n......",
                "PROXY TCP6 1.2.3.4 1.2.3.4 1 1\r\n",
                "PROXY TCP6 ::1%lo ::1 1 1\r\n",
                "PROXY TCP6 :::1 ::1 1 1\r\n",
                "PROXY UNKNOWNX\r\n",
                "proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
            })
    void aMalformedLineIsRefused(String line) {
        var refused = assertThrows(ProxyHeaderException.class, () -> parse(line));
        assertEquals(ProxyHeaderException.Reason.MALFORMED, refused.reason());
    }

    @Test
    void aLineOfMoreThan107BytesIsRefused() throws ProxyHeaderException {
        String longest = "PROXY UNKNOWN " + "x".repeat(107 - 16) + "\r\n";
        assertEquals(107, longest.length());
        assertNull(parse(longest).source());
        String longer = longest.replace("\r\n", "x\r\n");
        assertThrows(ProxyHeaderException.class, () -> parse(longer));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "11 11 000c c0000201 c6336402 d431 01bb", // Version 1 in this form.
                "22 11 000c c0000201 c6336402 d431 01bb", // An unknown command.
                "21 41 000c c0000201 c6336402 d431 01bb", // An unknown family.
                "21 13 000c c0000201 c6336402 d431 01bb", // An unknown transport.
                "21 10 000c c0000201 c6336402 d431 01bb", // A family without a transport.
                "21 11 000b c0000201 c6336402 d431 01", // Shorter than its addresses.
                "21 11 000e c0000201 c6336402 d431 01bb 0200", // Ends within a TLV's length.
                "21 11 0010 c0000201 c6336402 d431 01bb 02000261", // Ends within a TLV's value.
                "21 11 0012 c0000201 c6336402 d431 01bb 03 0003 000000", // A checksum that is too short.
                "21 11 0ff1", // Longer than the bound.
                "21 11 ffff",
            })
    void malformedBytesAreRefused(String digits) {
        var refused = assertThrows(ProxyHeaderException.class, () -> parse(hex(SIGNATURE + digits)));
        assertEquals(ProxyHeaderException.Reason.MALFORMED, refused.reason());
    }

    @Test
    void whatAVersionCannotSayIsRefused() {
        var unix = UnixDomainSocketAddress.of("/s");
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.v1(unix, unix));
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.v2(CLIENT, unix));
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.v2(CLIENT, null));
        var unresolved = InetSocketAddress.createUnresolved("example.org", 1);
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.v2(unresolved, unresolved));
        assertThrows(IllegalArgumentException.class, () -> new ProxyTlv(256, new byte[0]));
        var noop = new ProxyTlv(ProxyTlv.NOOP, new byte[1]);
        assertThrows(IllegalArgumentException.class, () -> ProxyHeader.v2(CLIENT, TARGET, noop));
        ProxyHeader huge = ProxyHeader.v2(CLIENT, TARGET, new ProxyTlv(ProxyTlv.SSL, new byte[4096]));
        assertThrows(IllegalArgumentException.class, huge::serialise);
        var longPath = UnixDomainSocketAddress.of("/" + "x".repeat(108));
        assertThrows(
                IllegalArgumentException.class,
                () -> ProxyHeader.v2(longPath, longPath).serialise());
    }
}

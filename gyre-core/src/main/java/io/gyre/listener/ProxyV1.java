package io.gyre.listener;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.gyre.net.InetText;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Version 1 of the PROXY protocol (its section 2.1): {@code PROXY TCP4 source destination sourcePort destinationPort CR LF}. */
final class ProxyV1 {
    /** The shortest line. */
    static final int LEAST = "PROXY UNKNOWN\r\n".length();

    /** The longest line. */
    private static final int MOST = 107;

    private static final String PROXY = "PROXY ";
    private static final String UNKNOWN = "UNKNOWN";
    private static final int FIELDS = 6;
    private static final int SHORTEST_IPV4 = "0.0.0.0".length();
    private static final int SHORTEST_IPV6 = "::".length();

    private ProxyV1() {}

    /** {@return the fewest bytes that a line which begins with these has} */
    static int atLeast(byte[] bytes, int count) throws ProxyHeaderException {
        String line = new String(bytes, 0, count, ISO_8859_1);
        if (!line.startsWith(PROXY) && !PROXY.startsWith(line)) {
            throw ProxyHeaderException.malformed("it begins neither with 'PROXY ' nor with the bytes of version 2");
        }
        int least = Math.max(LEAST, count < LEAST ? LEAST : count + missing(line));
        if (least > MOST) {
            throw ProxyHeaderException.malformed("the line has more than " + MOST + " bytes");
        }
        return least;
    }

    private static int missing(String line) throws ProxyHeaderException {
        int end = line.indexOf('\r');
        if (end >= 0) {
            return missingAfterReturn(line, end);
        }
        if (line.indexOf('\n') >= 0) {
            throw ProxyHeaderException.malformed("a line feed stands without the carriage return before it");
        }
        if (line.startsWith(UNKNOWN, PROXY.length())) {
            return 2;
        }
        return missingFields(line, shortestAddress(line)) + 2;
    }

    private static int missingAfterReturn(String line, int end) throws ProxyHeaderException {
        if (end == line.length() - 1) {
            return 1;
        }
        if (end == line.length() - 2 && line.charAt(end + 1) == '\n') {
            return 0;
        }
        throw ProxyHeaderException.malformed("the carriage return is not followed by a line feed");
    }

    private static int shortestAddress(String line) throws ProxyHeaderException {
        if (line.startsWith("TCP4 ", PROXY.length())) {
            return SHORTEST_IPV4;
        }
        if (line.startsWith("TCP6 ", PROXY.length())) {
            return SHORTEST_IPV6;
        }
        throw ProxyHeaderException.malformed("after 'PROXY ' comes none of TCP4, TCP6 and UNKNOWN");
    }

    /** {@return how much the fields lack at least that have not ended yet} */
    private static int missingFields(String line, int shortestAddress) throws ProxyHeaderException {
        int field = (int) line.chars().filter(c -> c == ' ').count();
        if (field >= FIELDS) {
            throw ProxyHeaderException.malformed("there are more fields than two addresses and two ports");
        }
        int had = line.length() - line.lastIndexOf(' ') - 1;
        int missing = Math.max(0, shortest(field, shortestAddress) - had);
        for (int next = field + 1; next < FIELDS; next++) {
            missing += 1 + shortest(next, shortestAddress);
        }
        return missing;
    }

    private static int shortest(int field, int shortestAddress) {
        return field < 4 ? shortestAddress : 1;
    }

    static ProxyHeader parse(byte[] bytes, int size) throws ProxyHeaderException {
        String line = new String(bytes, 0, size - 2, ISO_8859_1);
        String[] fields = line.split(" ", -1);
        if (fields[1].equals(UNKNOWN)) {
            return ProxyHeader.v1(null, null); // What follows is to be ignored.
        }
        boolean ipv4 = fields[1].equals("TCP4");
        if (fields.length != FIELDS || !(ipv4 || fields[1].equals("TCP6"))) {
            throw ProxyHeaderException.malformed("'" + printable(line) + "' has not two addresses and two ports");
        }
        return ProxyHeader.v1(address(fields[2], fields[4], ipv4), address(fields[3], fields[5], ipv4));
    }

    private static SocketAddress address(String host, String port, boolean ipv4) throws ProxyHeaderException {
        byte[] address = ipv4 ? InetText.pton4(host) : InetText.pton6(host);
        if (address == null) {
            throw ProxyHeaderException.malformed("'" + printable(host) + "' is no IPv" + (ipv4 ? 4 : 6) + " address");
        }
        if (!port.matches("0|[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535) {
            throw ProxyHeaderException.malformed("'" + printable(port) + "' is no port from 0 to 65535");
        }
        return inet(address, Integer.parseInt(port));
    }

    static SocketAddress inet(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(address.length + " bytes are always an address", impossible);
        }
    }

    /** Logs may be read on terminals, which obey some bytes. */
    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "?");
    }

    static byte[] serialise(ProxyHeader header) {
        if (!(header.source() instanceof InetSocketAddress source)
                || !(header.destination() instanceof InetSocketAddress destination)) {
            return (PROXY + UNKNOWN + "\r\n").getBytes(US_ASCII);
        }
        boolean ipv4 = isIpv4(source) && isIpv4(destination);
        String line = String.join(
                " ",
                ipv4 ? "PROXY TCP4" : "PROXY TCP6",
                text(source, ipv4),
                text(destination, ipv4),
                Integer.toString(source.getPort()),
                Integer.toString(destination.getPort()));
        return (line + "\r\n").getBytes(US_ASCII);
    }

    static boolean isIpv4(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress inet && inet.getAddress() instanceof Inet4Address;
    }

    private static String text(InetSocketAddress address, boolean ipv4) {
        byte[] bytes = address.getAddress().getAddress();
        return InetText.ntop(ipv4 ? bytes : inIpv6(bytes));
    }

    /** {@return the address in 16 bytes} One of IPv4 gets the form that IPv6 has for it. */
    static byte[] inIpv6(byte[] address) {
        if (address.length == 16) {
            return address;
        }
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(address, 0, mapped, 12, 4);
        return mapped;
    }
}

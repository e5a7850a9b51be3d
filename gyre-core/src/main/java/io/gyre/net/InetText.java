package io.gyre.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text and back: {@code evutil_inet_ntop}, {@code evutil_inet_pton} and {@code evutil_inet_pton_scope}.
 *
 * <p>No method here ever asks a name service, so untrusted text costs nothing but its length. All methods may be called
 * from any thread.
 *
 * <p>Reading is stricter than in libevent, which takes leading blanks and leading zeros in IPv4 ({@code " 1.2.3.4"},
 * {@code "01.2.3.4"}), a colon after the eighth IPv6 group and a {@code ::} that stands for nothing. All four are
 * refused here: other programs read zeros as octal (RFC 6943, section 3.1.1), and one address with several spellings
 * gets past access lists.
 */
public final class InetText {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;
    private static final int GROUPS = 8;
    private static final int GROUPS_BEFORE_IPV4 = 6;
    private static final int LONGEST_IPV6_TEXT = 45;
    private static final int LONGEST_ZONE_NUMBER = 9;

    private InetText() {}

    /**
     * {@return the text of a binary address} Answers to {@code evutil_inet_ntop}, which may also fail for want of room;
     * this cannot.
     *
     * <p>IPv6 text follows RFC 5952: lower case, no leading zeros, the longest run of two or more zero groups (the
     * first of equals) as {@code ::}. IPv4-mapped addresses end in dotted form. So do IPv4-compatible ones ({@code
     * ::1.2.3.4}), but only from {@code ::1.0.0.0} on: libevent prints {@code ::1:80} as {@code ::0.1.0.128}, which
     * is no IPv4 address of anything (RFC 1122, section 3.2.1.3).
     *
     * @param address 4 bytes (IPv4) or 16 (IPv6), in network order
     * @throws IllegalArgumentException if there are neither 4 bytes nor 16
     */
    public static String ntop(byte[] address) {
        return switch (address.length) {
            case IPV4_BYTES -> appendIpv4(new StringBuilder(15), address, 0).toString();
            case IPV6_BYTES -> ipv6Text(address);
            default ->
                throw new IllegalArgumentException(
                        "an IP address has 4 bytes or 16, but " + address.length + " were given");
        };
    }

    /**
     * {@return the text of an address, without host name and zone} As {@link #ntop(byte[])}; an IPv4-mapped
     * {@link Inet6Address} stays IPv6.
     *
     * @param address any address
     */
    public static String ntop(InetAddress address) {
        return ntop(address.getAddress());
    }

    /**
     * {@return the bytes of an IPv4 or IPv6 literal, or null if the text is neither} Answers to {@code
     * evutil_inet_pton} with its result 0 as null; it has no unknown family, hence no -1.
     *
     * @param text a literal without brackets, port or zone
     */
    public static byte @Nullable [] pton(String text) {
        return text.indexOf(':') < 0 ? pton4(text) : pton6(text);
    }

    /**
     * {@return the 4 bytes of a dotted IPv4 literal, or null} Just four decimal numbers of 0 to 255 without leading
     * zeros: none of the shorter, octal or hexadecimal forms of {@code inet_aton(3)}.
     *
     * @param text the literal
     */
    public static byte @Nullable [] pton4(String text) {
        byte[] address = new byte[IPV4_BYTES];
        return readIpv4(text, 0, address, 0) ? address : null;
    }

    /**
     * {@return the 16 bytes of an IPv6 literal (RFC 4291, section 2.2), or null}
     *
     * @param text the literal, without brackets and zone; the last 32 bits may be in dotted form
     */
    public static byte @Nullable [] pton6(String text) {
        return new Ipv6Reader(text).read();
    }

    /**
     * {@return the address of an IPv6 literal with an optional zone, or null} Answers to {@code
     * evutil_inet_pton_scope}.
     *
     * <p>The zone follows a percent sign (RFC 4007, section 11). A decimal number is an interface's index, taken as it
     * stands; 0 means none. Anything else names an interface of this host, which costs one system call. Text
     * with the name of no interface is refused. An IPv4-mapped address stays an {@link Inet6Address}.
     *
     * @param text the literal, as in {@code fe80::1%eth0}
     */
    public static @Nullable Inet6Address ptonScope(String text) {
        int percent = text.indexOf('%');
        byte[] address = pton6(percent < 0 ? text : text.substring(0, percent));
        if (address == null) {
            return null;
        }
        int scope = percent < 0 ? 0 : zoneIndex(text.substring(percent + 1));
        return scope < 0 ? null : inet6(address, scope);
    }

    /**
     * {@return the address that a literal stands for, or null if it is no literal} Reads both families, and zones as
     * {@link #ptonScope} does.
     *
     * @param text a literal without brackets and port
     */
    public static @Nullable InetAddress address(String text) {
        if (text.indexOf(':') >= 0) {
            return ptonScope(text);
        }
        byte[] address = pton4(text);
        return address == null ? null : inet4(address);
    }

    /** Makes an IPv6 address; scope 0 becomes "no scope", so that the JDK does not print it as {@code %0}. */
    static Inet6Address inet6(byte[] address, int scope) {
        try {
            return Inet6Address.getByAddress(null, address, scope == 0 ? -1 : scope);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // Thrown only for a wrong number of bytes.
        }
    }

    static InetAddress inet4(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e); // Thrown only for a wrong number of bytes.
        }
    }

    private static int zoneIndex(String zone) {
        if (!zone.isEmpty() && zone.chars().allMatch(Ascii::isDigit)) {
            return zone.length() > LONGEST_ZONE_NUMBER ? -1 : Integer.parseInt(zone);
        }
        if (zone.isEmpty()) {
            return -1;
        }
        try {
            NetworkInterface named = NetworkInterface.getByName(zone);
            return named == null ? -1 : named.getIndex();
        } catch (SocketException e) {
            return -1; // The host cannot list its interfaces; then none has this name.
        }
    }

    private static String ipv6Text(byte[] address) {
        int gap = longestZeroRun(address);
        int hexGroups = endsInIpv4(address) ? GROUPS_BEFORE_IPV4 : GROUPS;
        var out = new StringBuilder(LONGEST_IPV6_TEXT);
        int group = 0;
        while (group < hexGroups) {
            if (group == gap) {
                out.append("::");
                group += zerosFrom(address, group);
            } else {
                separate(out).append(Integer.toHexString(group(address, group)));
                group++;
            }
        }
        if (hexGroups == GROUPS_BEFORE_IPV4) {
            appendIpv4(separate(out), address, 2 * GROUPS_BEFORE_IPV4);
        }
        return out.toString();
    }

    private static StringBuilder separate(StringBuilder out) {
        boolean needed = !out.isEmpty() && out.charAt(out.length() - 1) != ':';
        return needed ? out.append(':') : out;
    }

    private static StringBuilder appendIpv4(StringBuilder out, byte[] address, int at) {
        for (int i = 0; i < IPV4_BYTES; i++) {
            out.append(i == 0 ? "" : ".").append(address[at + i] & 0xff);
        }
        return out;
    }

    private static boolean endsInIpv4(byte[] address) {
        if (zerosFrom(address, 0) < GROUPS_BEFORE_IPV4 - 1) {
            return false;
        }
        return switch (group(address, GROUPS_BEFORE_IPV4 - 1)) {
            case 0xffff -> true;
            case 0 -> address[2 * GROUPS_BEFORE_IPV4] != 0 && group(address, GROUPS - 1) != 0;
            default -> false;
        };
    }

    /**
     * The first group of the run that becomes {@code ::}, or -1: a single zero group stays (RFC 5952, section 4.2.2).
     */
    private static int longestZeroRun(byte[] address) {
        int best = -1;
        int bestLength = 1;
        int group = 0;
        while (group < GROUPS) {
            int length = zerosFrom(address, group);
            if (length > bestLength) {
                best = group;
                bestLength = length;
            }
            group += Math.max(1, length);
        }
        return best;
    }

    private static int zerosFrom(byte[] address, int first) {
        int group = first;
        while (group < GROUPS && group(address, group) == 0) {
            group++;
        }
        return group - first;
    }

    private static int group(byte[] address, int index) {
        return (address[2 * index] & 0xff) << 8 | (address[2 * index + 1] & 0xff);
    }

    /** Reads a dotted address that ends with the text into {@code out}. */
    private static boolean readIpv4(String text, int from, byte[] out, int outAt) {
        int at = from;
        for (int i = 0; i < IPV4_BYTES; i++) {
            int end = i == IPV4_BYTES - 1 ? text.length() : text.indexOf('.', at);
            int value = end < 0 ? -1 : SocketAddresses.decimal(text, at, end, 0xff);
            if (value < 0) {
                return false;
            }
            out[outAt + i] = (byte) value;
            at = end + 1;
        }
        return true;
    }

    /**
     * Reads one IPv6 literal: groups up to the gap are put in place, and those after it are moved to the end at last.
     */
    private static final class Ipv6Reader {
        private final String text;
        private final byte[] address = new byte[IPV6_BYTES];
        private int at;
        private int groups;
        /** How many groups stand before {@code ::}, or -1 as long as none was seen. */
        private int gap = -1;

        Ipv6Reader(String text) {
            this.text = text;
        }

        byte @Nullable [] read() {
            if (text.startsWith("::")) {
                gap = 0;
                at = 2;
            }
            while (at < text.length()) {
                if (!readPiece()) {
                    return null;
                }
            }
            return closeGap() ? address : null;
        }

        /** Reads a group and the colons behind it, or the dotted end. */
        private boolean readPiece() {
            int colon = text.indexOf(':', at);
            if (colon < 0 && text.indexOf('.', at) >= 0) {
                return readDottedEnd();
            }
            return readGroup(colon < 0 ? text.length() : colon) && (colon < 0 || readColons(colon));
        }

        private boolean readDottedEnd() {
            boolean room = groups <= GROUPS_BEFORE_IPV4;
            if (!room || !readIpv4(text, at, address, 2 * groups)) {
                return false;
            }
            groups += 2;
            at = text.length();
            return true;
        }

        private boolean readGroup(int end) {
            if (groups == GROUPS || end == at || end - at > 4) {
                return false;
            }
            int value = 0;
            for (; at < end; at++) {
                int digit = Ascii.digit(text.charAt(at), 16);
                if (digit < 0) {
                    return false;
                }
                value = value << 4 | digit;
            }
            address[2 * groups] = (byte) (value >> 8);
            address[2 * groups + 1] = (byte) value;
            groups++;
            return true;
        }

        private boolean readColons(int colon) {
            at = colon + 1;
            if (at == text.length()) {
                return false; // A single colon must have a group behind it.
            }
            if (text.charAt(at) == ':') {
                at++;
                boolean first = gap < 0;
                gap = groups;
                return first;
            }
            return true;
        }

        private boolean closeGap() {
            if (gap < 0) {
                return groups == GROUPS;
            }
            int moved = 2 * (groups - gap);
            int from = 2 * gap;
            int to = IPV6_BYTES - moved;
            System.arraycopy(address, from, address, to, moved);
            Arrays.fill(address, from, to, (byte) 0);
            return groups < GROUPS;
        }
    }
}

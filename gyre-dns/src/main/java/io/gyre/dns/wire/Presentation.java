package io.gyre.dns.wire;

/** Octets as text, after RFC 1035, section 5.1: nothing but printable ASCII comes out, whatever the octets. */
final class Presentation {
    /** What has a meaning in zone files, and so is escaped in names. */
    private static final String SPECIAL_IN_NAMES = ".;\\\"()@$ ";

    private Presentation() {}

    /** Appends one octet of a label. */
    static void appendInName(StringBuilder out, int octet) {
        if (octet <= ' ' || octet >= 0x7f) {
            appendDecimal(out, octet);
        } else if (SPECIAL_IN_NAMES.indexOf(octet) >= 0) {
            out.append('\\').append((char) octet);
        } else {
            out.append((char) octet);
        }
    }

    static String quoted(byte[] octets) {
        var out = new StringBuilder(octets.length + 2).append('"');
        for (byte each : octets) {
            int octet = each & 0xff;
            if (octet < ' ' || octet >= 0x7f) {
                appendDecimal(out, octet);
            } else if (octet == '"' || octet == '\\') {
                out.append('\\').append((char) octet);
            } else {
                out.append((char) octet);
            }
        }
        return out.append('"').toString();
    }

    private static void appendDecimal(StringBuilder out, int octet) {
        out.append('\\')
                .append((char) ('0' + octet / 100))
                .append((char) ('0' + octet / 10 % 10))
                .append((char) ('0' + octet % 10));
    }
}

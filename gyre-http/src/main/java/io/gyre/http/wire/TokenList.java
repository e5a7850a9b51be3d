package io.gyre.http.wire;

/** A list of tokens divided by commas, which may have empty elements: RFC 9110, section 5.6.1. */
final class TokenList {
    private TokenList() {}

    static boolean contains(byte[] bytes, int start, int end, String token) {
        int from = start;
        while (from < end) {
            int comma = from;
            while (comma < end && bytes[comma] != ',') {
                comma++;
            }
            int first = skipBlanks(bytes, from, comma);
            if (Octets.equalsIgnoringCase(bytes, first, trimBlanks(bytes, first, comma), token)) {
                return true;
            }
            from = comma + 1;
        }
        return false;
    }

    static int skipBlanks(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && Octets.isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    static int trimBlanks(byte[] bytes, int start, int end) {
        int at = end;
        while (at > start && Octets.isBlank(bytes[at - 1])) {
            at--;
        }
        return at;
    }
}

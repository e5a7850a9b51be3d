package io.gyre.http;

import io.gyre.net.InetText;
import org.jspecify.annotations.Nullable;

/** Divides a reference as RFC 3986, appendix A, says, and as libevent does where that differs. */
final class UriParser {
    private static final int MOST_PORT = 65535;
    private static final int LONGEST_PORT = 9;

    private final String text;
    private final Uri uri;
    private int at;

    UriParser(String text, Uri uri) {
        this.text = text;
        this.uri = uri;
    }

    /** {@return whether it is a reference, with its parts in the {@link Uri}} */
    boolean parse() {
        parseScheme();
        if (text.startsWith("//", at)) {
            at += 2;
            boolean unix = uri.has(UriFlag.UNIX_SOCKET) && parseUnixSocket();
            if (!unix && !parseAuthority()) {
                return false;
            }
        }
        return parseRest();
    }

    private void parseScheme() {
        int colon = text.indexOf(':');
        if (colon > 0 && isScheme(text.substring(0, colon))) {
            uri.scheme(text.substring(0, colon));
            at = colon + 1;
        }
    }

    static boolean isScheme(String text) {
        if (text.isEmpty() || !Characters.isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Characters.isLetter(c) && !Characters.isDigit(c) && c != '+' && c != '-' && c != '.') {
                return false;
            }
        }
        return true;
    }

    private int endOf(String delimiters) {
        int end = at;
        while (end < text.length() && delimiters.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    /** {@code [userinfo@]unix:path:}, of which the path may have slashes. */
    private boolean parseUnixSocket() {
        int start = at;
        int sign = text.indexOf("@", at);
        int mark = text.indexOf("unix:", at);
        boolean hasUser = sign >= 0 && sign + 1 == mark;
        if (mark != start && !hasUser) {
            return false;
        }
        int end = text.indexOf(':', mark + 5);
        if (end < 0 || (hasUser && !uri.userinfo(text.substring(start, sign)))) {
            return false;
        }
        uri.unixSocket(text.substring(mark + 5, end));
        uri.host("");
        at = end + 1;
        return true;
    }

    private boolean parseAuthority() {
        int end = endOf("/?#");
        String authority = text.substring(at, end);
        at = end;
        int sign = authority.indexOf('@');
        if (sign >= 0 && !uri.userinfo(authority.substring(0, sign))) {
            return false;
        }
        String hostAndPort = authority.substring(sign + 1);
        int colon = hostAndPort.lastIndexOf(':');
        boolean hasPort = colon > hostAndPort.lastIndexOf(']');
        if (hasPort && !parsePort(hostAndPort.substring(colon + 1))) {
            return false;
        }
        return parseHost(hasPort ? hostAndPort.substring(0, colon) : hostAndPort);
    }

    private boolean parsePort(String digits) {
        if (digits.length() > LONGEST_PORT || !digits.chars().allMatch(c -> Characters.isDigit((char) c))) {
            return false;
        }
        int port = digits.isEmpty() ? -1 : Integer.parseInt(digits);
        return port <= MOST_PORT && uri.port(port);
    }

    /** Without its brackets, the parser takes no IPv6 address, even if the setter does. */
    private boolean parseHost(String host) {
        boolean bracketed = host.startsWith("[");
        return bracketed ? isBracketed(host) && uri.host(host) : Characters.isEncoded(host, "") && uri.host(host);
    }

    /** {@return whether {@code text} is an IP literal in brackets: an IPv6 address, or one of a future version} */
    static boolean isBracketed(String text) {
        if (text.length() < 4 || !text.startsWith("[") || !text.endsWith("]")) {
            return false;
        }
        String inner = text.substring(1, text.length() - 1);
        return Character.toLowerCase(inner.charAt(0)) == 'v' ? isFuture(inner) : isIpv6(inner);
    }

    private static boolean isIpv6(String text) {
        return text.indexOf('%') < 0 && InetText.pton6(text) != null;
    }

    /** {@code "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" )}. */
    private static boolean isFuture(String text) {
        int dot = text.indexOf('.');
        return dot > 1
                && dot + 1 < text.length()
                && text.substring(1, dot).chars().allMatch(c -> Characters.isHex((char) c))
                && text.indexOf('%') < 0
                && Characters.isEncoded(text.substring(dot + 1), ":");
    }

    private boolean parseRest() {
        int end = endOf("?#");
        String path = text.substring(at, end);
        if (uri.scheme() == null && uri.host() == null && firstSegmentHasColon(path)) {
            return false;
        }
        at = end;
        String query = after('?', "#");
        String fragment = after('#', "");
        return uri.path(path) && uri.query(query) && uri.fragment(fragment);
    }

    /** What is left would be taken for a scheme. */
    private static boolean firstSegmentHasColon(String path) {
        int colon = path.indexOf(':');
        int slash = path.indexOf('/');
        return colon >= 0 && (slash < 0 || colon < slash);
    }

    private @Nullable String after(char mark, String delimiters) {
        if (at >= text.length() || text.charAt(at) != mark) {
            return null;
        }
        at++;
        int end = endOf(delimiters);
        String part = text.substring(at, end);
        at = end;
        return part;
    }
}

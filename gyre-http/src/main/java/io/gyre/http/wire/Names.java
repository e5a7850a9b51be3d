package io.gyre.http.wire;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives bytes that occur in nearly every message as strings that exist already. */
final class Names {
    private static final List<String> KNOWN = List.of(
            "GET",
            "POST",
            "HEAD",
            "PUT",
            "DELETE",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "PATCH",
            "PROPFIND",
            "PROPPATCH",
            "MKCOL",
            "LOCK",
            "UNLOCK",
            "COPY",
            "MOVE",
            "Host",
            "Connection",
            "Content-Length",
            "Content-Type",
            "Transfer-Encoding",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "User-Agent",
            "Cookie",
            "Referer",
            "Origin",
            "Upgrade",
            "Expect",
            "Date",
            "Server",
            "ETag",
            "Last-Modified",
            "Cache-Control",
            "Range",
            "If-None-Match",
            "If-Modified-Since",
            "If-Range",
            "Location",
            "Set-Cookie",
            "Authorization",
            "Keep-Alive",
            "host",
            "connection",
            "content-length",
            "content-type",
            "accept",
            "accept-encoding",
            "user-agent",
            "/",
            "*");

    private static final int SLOTS = 256;
    private static final @Nullable String[] TABLE = new @Nullable String[SLOTS];

    static {
        for (String name : KNOWN) {
            int slot = hash(name.charAt(0), name.charAt(name.length() - 1), name.length());
            while (TABLE[slot] != null) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            TABLE[slot] = name;
        }
    }

    private Names() {}

    private static int hash(int first, int last, int length) {
        return (first * 31 + last * 7 + length * 13) & (SLOTS - 1);
    }

    /** {@return the bytes as text, without garbage if they are known} */
    static String of(byte[] bytes, int start, int end) {
        if (start == end) {
            return "";
        }
        int slot = hash(bytes[start] & 0xff, bytes[end - 1] & 0xff, end - start);
        for (String known = TABLE[slot]; known != null; known = TABLE[slot]) {
            if (same(bytes, start, end, known)) {
                return known;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        return Octets.text(bytes, start, end);
    }

    private static boolean same(byte[] bytes, int start, int end, String text) {
        if (end - start != text.length()) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (bytes[i] != text.charAt(i - start)) {
                return false;
            }
        }
        return true;
    }
}

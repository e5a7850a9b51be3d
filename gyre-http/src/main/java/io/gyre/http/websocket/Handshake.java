package io.gyre.http.websocket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Names and sums of the opening handshake: RFC 6455, section 4. */
final class Handshake {
    static final String VERSION = "13";
    static final String KEY_FIELD = "Sec-WebSocket-Key";
    static final String ACCEPT_FIELD = "Sec-WebSocket-Accept";
    static final String VERSION_FIELD = "Sec-WebSocket-Version";
    static final String PROTOCOL_FIELD = "Sec-WebSocket-Protocol";
    static final String EXTENSIONS_FIELD = "Sec-WebSocket-Extensions";
    static final int KEY_BYTES = 16;

    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private Handshake() {}

    static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    static String accept(String key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK lacks SHA-1, which WebSocket needs", e);
        }
    }

    /** {@return the elements of lists without parameters, in order} */
    static List<String> elements(List<String> fields) {
        List<String> all = new ArrayList<>();
        for (String field : fields) {
            for (String each : field.split(",", -1)) {
                if (!each.isBlank()) {
                    all.add(each.strip());
                }
            }
        }
        return all;
    }
}

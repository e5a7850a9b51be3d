package io.gyre.http.websocket;

import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.UpgradeHandler;
import io.gyre.http.UpgradeRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens WebSockets on the connections of an HTTP server: {@code evws_new_session}, RFC 6455, section 4.2. */
public final class WebSocketServer implements UpgradeHandler {
    /** How long a message may be unless said otherwise: 1 MiB. */
    public static final long DEFAULT_LIMIT = 1 << 20;

    private static final String VERSION = "13";
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int KEY_BYTES = 16;

    private final long limit;
    private final List<String> protocols;
    private final WebSocketHandler handler;

    /** Makes a server with the default limit and no sub-protocols. */
    public WebSocketServer(WebSocketHandler handler) {
        this(DEFAULT_LIMIT, List.of(), handler);
    }

    /**
     * Makes a server.
     *
     * @param limit how many bytes a message may have
     * @param protocols sub-protocols that it knows, the best first; the first of them that a client offers is chosen
     * @param handler learns of each WebSocket
     */
    public WebSocketServer(long limit, List<String> protocols, WebSocketHandler handler) {
        if (limit < 0) {
            throw new IllegalArgumentException("a message cannot be limited to " + limit + " bytes: use 0 or more");
        }
        this.limit = limit;
        this.protocols = List.copyOf(protocols);
        this.handler = handler;
    }

    @Override
    public void onUpgrade(UpgradeRequest request) {
        String key = request.header("Sec-WebSocket-Key");
        if (!VERSION.equals(request.header("Sec-WebSocket-Version"))) {
            request.refuse(Status.UPGRADE_REQUIRED, Headers.of("Sec-WebSocket-Version", VERSION));
        } else if (key == null || !isOffer(request) || !isKey(key)) {
            request.refuse(Status.BAD_REQUEST, new Headers());
        } else {
            open(request, key);
        }
    }

    private static boolean isOffer(UpgradeRequest request) {
        return request.method().equals("GET")
                && request.minorVersion() >= 1
                && request.lists("Upgrade", "websocket")
                && request.lists("Connection", "upgrade");
    }

    private static boolean isKey(String key) {
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException other) {
            return false;
        }
    }

    private void open(UpgradeRequest request, String key) {
        Headers headers = Headers.of("Upgrade", "websocket", "Sec-WebSocket-Accept", accept(key));
        String protocol = chosen(request);
        if (protocol != null) {
            headers.add("Sec-WebSocket-Protocol", protocol);
        }
        var relay = new Relay();
        var socket = new WebSocket(request.accept(headers), limit, relay);
        relay.target(handler.onOpen(socket));
        socket.start();
    }

    private @Nullable String chosen(UpgradeRequest request) {
        for (String each : protocols) {
            if (request.lists("Sec-WebSocket-Protocol", each)) {
                return each;
            }
        }
        return null;
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
}

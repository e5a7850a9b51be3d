package io.gyre.http.websocket;

import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.UpgradeHandler;
import io.gyre.http.UpgradeRequest;
import io.gyre.http.UpgradedConnection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens WebSockets on the connections of an HTTP server: {@code evws_new_session}, RFC 6455, section 4.2.
 *
 * <p>A browser sends the cookies of its user with whatever page opens a WebSocket: whoever relies on them must look at Origin, for which there
 * is {@link #admit}.
 */
public final class WebSocketServer implements UpgradeHandler {
    private final WebSocketSettings settings;
    private final WebSocketHandler handler;
    private Predicate<UpgradeRequest> admitted = _ -> true;

    /** Makes a server with default settings. */
    public WebSocketServer(WebSocketHandler handler) {
        this(WebSocketSettings.DEFAULT, handler);
    }

    /**
     * Makes a server.
     *
     * @param settings its sub-protocols are those that it knows; the first of them that a client offers is chosen
     * @param handler learns of each WebSocket
     */
    public WebSocketServer(WebSocketSettings settings, WebSocketHandler handler) {
        this.settings = settings;
        this.handler = handler;
    }

    /**
     * Has every request looked at before it is accepted; those that do not pass get 403.
     *
     * @return this
     */
    public WebSocketServer admit(Predicate<UpgradeRequest> test) {
        admitted = test;
        return this;
    }

    @Override
    public void onUpgrade(UpgradeRequest request) {
        List<String> keys = request.all(Handshake.KEY_FIELD);
        List<ExtensionOffer> offers = ExtensionOffer.parse(request.all(Handshake.EXTENSIONS_FIELD));
        if (!request.all(Handshake.VERSION_FIELD).equals(List.of(Handshake.VERSION))) {
            request.refuse(Status.UPGRADE_REQUIRED, Headers.of(Handshake.VERSION_FIELD, Handshake.VERSION));
        } else if (keys.size() != 1 || offers == null || !isOffer(request) || !Handshake.isKey(keys.getFirst())) {
            request.refuse(Status.BAD_REQUEST, new Headers());
        } else if (!admitted.test(request)) {
            request.refuse(Status.FORBIDDEN, new Headers());
        } else {
            open(request, keys.getFirst(), offers);
        }
    }

    private static boolean isOffer(UpgradeRequest request) {
        return request.method().equals("GET")
                && request.minorVersion() >= 1
                && request.lists("Upgrade", "websocket")
                && request.lists("Connection", "upgrade");
    }

    private void open(UpgradeRequest request, String key, List<ExtensionOffer> offers) {
        Headers headers = Headers.of("Upgrade", "websocket", Handshake.ACCEPT_FIELD, Handshake.accept(key));
        String protocol = chosen(Handshake.elements(request.all(Handshake.PROTOCOL_FIELD)));
        if (protocol != null) {
            headers.add(Handshake.PROTOCOL_FIELD, protocol);
        }
        PerMessageDeflate deflate = settings.deflate();
        DeflateAgreement.Answer answer = deflate == null ? null : DeflateAgreement.answer(deflate, offers);
        if (answer != null) {
            headers.add(Handshake.EXTENSIONS_FIELD, answer.field());
        }
        UpgradedConnection connection = request.accept(headers);
        start(connection, protocol, answer == null ? null : answer.agreement());
    }

    private void start(UpgradedConnection connection, @Nullable String protocol, @Nullable DeflateAgreement agreement) {
        var socket = new WebSocket(connection.transport(), false, settings, protocol, agreement);
        connection.onServerClose(socket::goAway);
        connection.onServerDrain(() -> socket.close(CloseCode.GOING_AWAY, "the server ends"));
        try {
            socket.start(handler.onOpen(socket), connection::over);
        } catch (RuntimeException thrown) {
            socket.close();
            connection.over();
            throw thrown;
        }
    }

    /** Names of sub-protocols are compared with their case: RFC 6455, section 11.5. */
    private @Nullable String chosen(List<String> offered) {
        for (String each : settings.protocols()) {
            if (offered.contains(each)) {
                return each;
            }
        }
        return null;
    }
}

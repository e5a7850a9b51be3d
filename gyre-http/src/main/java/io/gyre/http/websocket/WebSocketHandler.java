package io.gyre.http.websocket;

/** Takes WebSockets as they are opened. */
@FunctionalInterface
public interface WebSocketHandler {
    /** {@return who is told what happens to {@code socket}, to which may be sent already} */
    WebSocketListener onOpen(WebSocket socket);
}

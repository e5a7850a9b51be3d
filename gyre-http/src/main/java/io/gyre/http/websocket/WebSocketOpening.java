package io.gyre.http.websocket;

/** Learns how the opening of a client's WebSocket ended. One of both is called, once, on the loop's thread. */
public interface WebSocketOpening extends WebSocketHandler {
    /** It did not open. */
    void onFailure(HandshakeFailure why);
}

package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;

/** Whoever uses a {@link WebSocket}. Everything is called on the loop's thread; anything may close the WebSocket. */
public interface WebSocketListener {
    /**
     * A message is complete, with its fragments joined: {@code ws_on_msg_cb}.
     *
     * @param text whether it is text, in valid UTF-8
     * @param message valid during the call; what is moved out of it stays
     */
    void onMessage(WebSocket socket, boolean text, EvBuffer message);

    /** The peer answered a ping. */
    default void onPong(WebSocket socket, byte[] payload) {}

    /** What was sent has been given to the kernel. */
    default void onWritable(WebSocket socket) {}

    /**
     * It is over, whatever the reason: {@code ws_on_close_cb}. Called once.
     *
     * @param code as the peer or this side gave it, or one of {@link CloseCode#NONE} and {@link CloseCode#ABNORMAL}
     * @param reason may be empty
     */
    default void onClose(WebSocket socket, int code, String reason) {}
}

package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;

/**
 * Whoever uses a {@link WebSocket}. Everything is called on the loop's thread; anything may close the WebSocket. What is thrown goes to the
 * base's uncaught handler, and the peer gets a close with {@link CloseCode#INTERNAL_ERROR}.
 */
public interface WebSocketListener {
    /**
     * A message is complete, with its fragments joined: {@code ws_on_msg_cb}.
     *
     * @param text whether it is text, in valid UTF-8
     * @param message valid during the call; what is moved out of it stays
     */
    void onMessage(WebSocket socket, boolean text, EvBuffer message);

    /** The peer answered a ping of {@link WebSocket#ping}. */
    default void onPong(WebSocket socket, byte[] payload) {}

    /** What was sent has been given to the kernel. */
    default void onWritable(WebSocket socket) {}

    /** The output was full, and has drained to its half: {@link WebSocket#isOutputFull} is false again. */
    default void onDrained(WebSocket socket) {}

    /**
     * It is over, whatever the reason, and the transport is closed: {@code ws_on_close_cb}. Called once.
     *
     * @param code the peer's, or {@link CloseCode#NONE} if it gave none; what this side refused the peer with; or
     *     {@link CloseCode#ABNORMAL} if there was no close by the peer
     * @param reason may be empty
     */
    default void onClose(WebSocket socket, int code, String reason) {}
}

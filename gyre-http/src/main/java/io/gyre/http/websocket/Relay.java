package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import org.jspecify.annotations.Nullable;

/** Stands for a listener that is known only after its WebSocket. */
final class Relay implements WebSocketListener {
    private @Nullable WebSocketListener target;

    void target(WebSocketListener listener) {
        target = listener;
    }

    @Override
    public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
        if (target != null) {
            target.onMessage(socket, text, message);
        }
    }

    @Override
    public void onPong(WebSocket socket, byte[] payload) {
        if (target != null) {
            target.onPong(socket, payload);
        }
    }

    @Override
    public void onWritable(WebSocket socket) {
        if (target != null) {
            target.onWritable(socket);
        }
    }

    @Override
    public void onClose(WebSocket socket, int code, String reason) {
        if (target != null) {
            target.onClose(socket, code, reason);
        }
    }
}

package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Outcome;
import io.gyre.event.EventMask;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A peer that knows bytes only, at the other end of a transport. */
final class Wire implements BufferEventCallbacks {
    private static final byte[] MASK = {0x11, (byte) 0xfe, 0x7f, 0};

    final BufferEvent transport;
    final ByteArrayOutputStream got = new ByteArrayOutputStream();
    boolean ended;

    Wire(BufferEvent transport) {
        this.transport = transport;
        transport.callbacks(this);
        transport.enable(EventMask.READ);
    }

    @Override
    public void onReadable(BufferEvent from) {
        got.writeBytes(from.input().removeBytes((int) from.input().length()));
    }

    @Override
    public void onOutcome(BufferEvent on, Outcome outcome) {
        ended |= outcome instanceof Outcome.Eof;
    }

    void send(byte[] bytes) {
        transport.output().add(bytes);
    }

    void send(String text) {
        transport.output().add(text, StandardCharsets.ISO_8859_1);
    }

    String hex() {
        return HexFormat.of().formatHex(got.toByteArray());
    }

    String text() {
        return got.toString(StandardCharsets.ISO_8859_1);
    }

    void forget() {
        got.reset();
    }

    /** {@return a frame, masked, of the first byte and the payload} */
    static byte[] masked(int first, byte[] payload) {
        return frame(first, payload, MASK);
    }

    /** {@return a frame as servers send it} */
    static byte[] plain(int first, byte[] payload) {
        return frame(first, payload, new byte[0]);
    }

    private static byte[] frame(int first, byte[] payload, byte[] mask) {
        var all = new ByteArrayOutputStream();
        int bit = mask.length > 0 ? 0x80 : 0;
        all.write(first);
        if (payload.length < 126) {
            all.write(bit | payload.length);
        } else if (payload.length < 65536) {
            all.write(bit | 126);
            all.write(payload.length >> 8);
            all.write(payload.length);
        } else {
            all.write(bit | 127);
            all.writeBytes(new byte[] {0, 0, 0, 0});
            for (int shift = 24; shift >= 0; shift -= 8) {
                all.write(payload.length >> shift);
            }
        }
        all.writeBytes(mask);
        for (int at = 0; at < payload.length; at++) {
            all.write(mask.length > 0 ? payload[at] ^ mask[at & 3] : payload[at]);
        }
        return all.toByteArray();
    }

    /** Writes down what happens, and answers what it is told to answer. */
    static class Log implements WebSocketListener {
        final List<String> log = new ArrayList<>();

        @Override
        public void onMessage(WebSocket socket, boolean text, EvBuffer message) {
            String content = message.length() > 40
                    ? String.valueOf(message.length())
                    : message.removeString((int) message.length(), StandardCharsets.UTF_8);
            log.add((text ? "text " : "binary ") + content);
        }

        @Override
        public void onPong(WebSocket socket, byte[] payload) {
            log.add("pong " + payload.length);
        }

        @Override
        public void onDrained(WebSocket socket) {
            log.add("drained");
        }

        @Override
        public void onClose(WebSocket socket, int code, String reason) {
            log.add("closed " + code + " " + reason);
        }
    }
}

package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Makes frames of messages, compressed where that was agreed on and is worth it. Knows nothing of the WebSocket's state. */
final class Sender implements AutoCloseable {
    private final FrameWriter writer;
    private final @Nullable Deflation deflation;
    private boolean inFragments;

    /**
     * Makes a sender.
     *
     * @param deflate what was agreed on about compression; null if nothing was
     */
    Sender(FrameWriter writer, @Nullable DeflateAgreement deflate) {
        this.writer = writer;
        deflation = deflate == null ? null : new Deflation(deflate);
    }

    boolean isDeflating() {
        return deflation != null;
    }

    void text(String text) {
        begin();
        if (deflates(text.length()) || !writer.writeAscii(text)) {
            whole(FrameWriter.TEXT, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    void binary(byte[] bytes) {
        begin();
        whole(FrameWriter.BINARY, bytes);
    }

    /** Takes the message out of the buffer, or leaves it there. */
    void message(boolean text, EvBuffer message) {
        begin();
        whole(text ? FrameWriter.TEXT : FrameWriter.BINARY, message);
    }

    /** Takes the part out of the buffer. */
    void fragment(boolean text, EvBuffer part, boolean last) {
        int opcode = inFragments ? FrameWriter.CONTINUATION : text ? FrameWriter.TEXT : FrameWriter.BINARY;
        inFragments = !last;
        writer.write((last ? FrameWriter.FIN : 0) | opcode, part, part.length());
    }

    /** Sends a control frame, which may come between fragments. */
    void control(int opcode, byte[] payload) {
        writer.write(FrameWriter.FIN | opcode, payload);
    }

    private void begin() {
        if (inFragments) {
            throw new IllegalStateException("a message in fragments has not ended: send its last fragment first");
        }
    }

    private boolean deflates(long length) {
        return deflation != null && deflation.wants(length);
    }

    private void whole(int opcode, byte[] payload) {
        if (deflates(payload.length)) {
            try (var message = new EvBuffer()) {
                whole(opcode, message.add(payload));
            }
        } else {
            writer.write(FrameWriter.FIN | opcode, payload);
        }
    }

    private void whole(int opcode, EvBuffer message) {
        EvBuffer small = deflation != null && deflation.wants(message.length()) ? deflation.deflate(message) : null;
        if (small == null) {
            writer.write(FrameWriter.FIN | opcode, message, message.length());
            return;
        }
        writer.write(FrameWriter.FIN | FrameWriter.COMPRESSED | opcode, small, Deflation.length(small));
        small.drain(small.length());
    }

    @Override
    public void close() {
        if (deflation != null) {
            deflation.close();
        }
    }
}

package io.gyre.http.websocket;

import static io.gyre.http.websocket.FrameWriter.BINARY;
import static io.gyre.http.websocket.FrameWriter.CLOSE;
import static io.gyre.http.websocket.FrameWriter.COMPRESSED;
import static io.gyre.http.websocket.FrameWriter.CONTINUATION;
import static io.gyre.http.websocket.FrameWriter.PING;
import static io.gyre.http.websocket.FrameWriter.PONG;
import static io.gyre.http.websocket.FrameWriter.TEXT;

import io.gyre.buffer.EvBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames and joins them to messages: RFC 6455, section 5. Bytes go in as they come; text is checked as it comes, so that what is no
 * UTF-8 is refused at once, and nothing is set aside for a length that is only claimed.
 */
final class FrameParser implements AutoCloseable {
    private static final int LONGEST_HEADER = 14;
    private static final int LONGEST_CONTROL = 125;
    private static final int RESERVED = 0x70;
    private static final byte[] NOTHING = new byte[0];

    private final boolean masked;
    private final WebSocketLimits limits;
    private final FrameSink sink;
    private final @Nullable Inflation inflation;
    private final EvBuffer message = new EvBuffer();
    private final Utf8 utf8 = new Utf8();
    private final byte[] header = new byte[LONGEST_HEADER];
    private int headerLength;
    private int headerSize;

    private boolean inFrame;
    private boolean inMessage;
    private boolean text;
    private boolean compressed;
    private boolean paused;
    private boolean stopped;
    private boolean closed;

    private boolean fin;
    private int opcode;
    private long left;
    private int mask;
    private int fragments;
    private byte[] control = NOTHING;
    private int controlLength;

    /**
     * Makes a parser.
     *
     * @param masked whether the peer must mask, as clients do, or must not
     * @param limits how much the peer may send
     * @param deflate what was agreed on about compression; null if nothing was
     */
    FrameParser(boolean masked, WebSocketLimits limits, @Nullable DeflateAgreement deflate, FrameSink sink) {
        this.masked = masked;
        this.limits = limits;
        this.sink = sink;
        inflation = deflate == null ? null : new Inflation(deflate, this);
    }

    /** Reports nothing more until {@link #resume}. For within the sink. */
    void pause() {
        paused = true;
    }

    void resume() {
        paused = false;
    }

    boolean isPaused() {
        return paused;
    }

    boolean isStopped() {
        return stopped;
    }

    /** Takes what there is, as far as this is neither paused nor stopped. */
    void parse(EvBuffer in) {
        Scratch scratch = Scratch.mine();
        byte[] bytes = scratch.takeIn();
        try {
            while (!paused && !stopped && !in.isEmpty()) {
                int used = consume(bytes, in.copyOut(bytes));
                if (!closed) {
                    in.drain(used);
                }
            }
        } finally {
            scratch.giveIn(bytes);
        }
    }

    private int consume(byte[] bytes, int to) {
        int at = 0;
        while (at < to && !paused && !stopped) {
            at = inFrame ? payload(bytes, at, to) : header(bytes, at, to);
        }
        return at;
    }

    /** {@return false} */
    boolean refuse(int code, String why) {
        stopped = true;
        sink.onRefused(code, why);
        return false;
    }

    private boolean broken(String why) {
        return refuse(CloseCode.PROTOCOL_ERROR, why);
    }

    // Headers.

    private int header(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            header[headerLength++] = bytes[at++];
            if (headerLength == 2) {
                int length = header[1] & 0x7f;
                headerSize = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (masked ? 4 : 0);
                if (!isInOrder(length)) {
                    return at;
                }
            }
            if (headerLength >= 2 && headerLength == headerSize) {
                headerLength = 0;
                begin(header[1] & 0x7f);
                return at;
            }
        }
        return at;
    }

    private boolean isInOrder(int length) {
        int code = header[0] & 0x0f;
        boolean mayBeCompressed = inflation != null && (code == TEXT || code == BINARY);
        if ((header[0] & RESERVED & ~(mayBeCompressed ? COMPRESSED : 0)) != 0) {
            return broken("a reserved bit is set that no extension was agreed for");
        }
        if ((header[1] & 0x80) != 0 != masked) {
            return broken(masked ? "a client must mask its frames" : "a server must not mask its frames");
        }
        if (code >= CLOSE) {
            if (code > PONG || length > LONGEST_CONTROL || header[0] >= 0) {
                return broken("a control frame is unknown, too long or divided");
            }
        } else if (code > BINARY || (code == CONTINUATION) != inMessage) {
            return broken("a frame of the kind " + code + " cannot come here");
        }
        return true;
    }

    private void begin(int length) {
        fin = header[0] < 0;
        opcode = header[0] & 0x0f;
        left = length < 126 ? length : number(2, length == 126 ? 2 : 8);
        boolean shortest = length < 126 || left >= (length == 126 ? 126 : 65536);
        if (left < 0 || !shortest) {
            broken("a length is negative or longer than it needs to be");
            return;
        }
        mask = masked ? (int) number(headerSize - 4, 4) : 0;
        inFrame = true;
        if (opcode >= CLOSE) {
            control = left == 0 ? NOTHING : new byte[(int) left];
            controlLength = 0;
        } else if (!beginData()) {
            return;
        }
        if (left == 0) {
            endFrame();
        }
    }

    private boolean beginData() {
        if (opcode == CONTINUATION) {
            fragments++;
        } else {
            fragments = 0;
            inMessage = true;
            text = opcode == TEXT;
            compressed = (header[0] & COMPRESSED) != 0;
            utf8.reset();
            if (compressed && inflation != null) {
                inflation.begin();
            }
        }
        if (left > limits.frame()) {
            return refuse(CloseCode.TOO_BIG, "a frame is longer than " + limits.frame() + " bytes");
        }
        if (fragments > limits.fragments()) {
            return refuse(CloseCode.TOO_BIG, "a message has more fragments than " + limits.fragments());
        }
        return compressed || isWithinLimit(left);
    }

    private boolean isWithinLimit(long more) {
        return more <= limits.message() - message.length()
                || refuse(CloseCode.TOO_BIG, "a message is longer than " + limits.message() + " bytes");
    }

    private long number(int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (header[i] & 0xff);
        }
        return value;
    }

    // Payload.

    private int payload(byte[] bytes, int from, int to) {
        int count = (int) Math.min(to - from, left);
        if (masked) {
            mask = Mask.apply(bytes, from, from + count, mask);
        }
        left -= count;
        if (opcode >= CLOSE) {
            System.arraycopy(bytes, from, control, controlLength, count);
            controlLength += count;
        } else if (!data(bytes, from, count)) {
            return from + count;
        }
        if (left == 0) {
            endFrame();
        }
        return from + count;
    }

    private boolean data(byte[] bytes, int from, int count) {
        if (compressed && inflation != null) {
            return inflation.feed(bytes, from, count);
        }
        return take(bytes, from, count);
    }

    /**
     * Takes part of a message without compression, up to the limit. So the refusal is for what comes first, however the bytes are divided.
     * {@return whether nothing was refused}
     */
    boolean take(byte[] bytes, int from, int count) {
        int fits = (int) Math.min(count, limits.message() - message.length());
        if (text && !utf8.next(bytes, from, from + fits)) {
            return refuse(CloseCode.INVALID_TEXT, "text is no UTF-8");
        }
        if (!isWithinLimit(count)) {
            return false;
        }
        message.add(bytes, from, count);
        return true;
    }

    private void endFrame() {
        inFrame = false;
        switch (opcode) {
            case CLOSE -> endByClose();
            case PING -> sink.onPing(control);
            case PONG -> sink.onPong(control);
            default -> {
                if (fin) {
                    endMessage();
                }
            }
        }
    }

    private void endMessage() {
        if (compressed && inflation != null && !inflation.end()) {
            return;
        }
        if (text && !utf8.isComplete()) {
            refuse(CloseCode.INVALID_TEXT, "text ends within a character");
            return;
        }
        inMessage = false;
        sink.onMessage(text, message);
        if (!closed && !message.isEmpty()) {
            message.drain(message.length());
        }
    }

    private void endByClose() {
        if (control.length == 1) {
            broken("a close has half a code");
            return;
        }
        int code = control.length == 0 ? CloseCode.NONE : (control[0] & 0xff) << 8 | (control[1] & 0xff);
        if (control.length > 0 && !CloseCode.isSendable(code)) {
            broken("a close has the code " + code);
            return;
        }
        byte[] rest = control.length == 0 ? control : Arrays.copyOfRange(control, 2, control.length);
        try {
            String reason = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(rest))
                    .toString();
            stopped = true;
            sink.onClose(code, reason);
        } catch (CharacterCodingException e) {
            refuse(CloseCode.INVALID_TEXT, "the reason of a close is no UTF-8");
        }
    }

    /** Gives up all memory. Idempotent; also for within the sink. */
    @Override
    public void close() {
        stopped = true;
        closed = true;
        message.close();
        if (inflation != null) {
            inflation.close();
        }
    }
}

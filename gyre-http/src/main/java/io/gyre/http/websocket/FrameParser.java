package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads frames and joins them to messages: RFC 6455, section 5. Bytes go in as they come; text is checked as it comes, so that what is no
 * UTF-8 is refused at once, and nothing is set aside for a length that is only claimed.
 */
final class FrameParser implements AutoCloseable {
    private static final int LONGEST_HEADER = 14;
    private static final int LONGEST_CONTROL = 125;
    private static final int STEP = 4096;

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final boolean masked;
    private final long limit;
    private final FrameSink sink;
    private final EvBuffer message = new EvBuffer();
    private final Utf8 utf8 = new Utf8();
    private final byte[] header = new byte[LONGEST_HEADER];
    private final byte[] scratch = new byte[STEP];

    private boolean inFrame;
    private boolean inMessage;
    private boolean text;
    private boolean stopped;

    private boolean fin;
    private int opcode;
    private long left;
    private int mask;
    private int maskAt;
    private byte[] control = new byte[0];
    private int controlLength;

    /**
     * Makes a parser.
     *
     * @param masked whether the peer must mask, as clients do, or must not
     * @param limit how many bytes a message may have
     */
    FrameParser(boolean masked, long limit, FrameSink sink) {
        this.masked = masked;
        this.limit = limit;
        this.sink = sink;
    }

    boolean isStopped() {
        return stopped;
    }

    void stop() {
        stopped = true;
    }

    void parse(EvBuffer in) {
        while (!stopped && (inFrame ? payload(in) : header(in))) {
            // Each takes one step.
        }
    }

    private boolean refuse(int code, String why) {
        stopped = true;
        sink.onRefused(code, why);
        return false;
    }

    private boolean broken(String why) {
        return refuse(CloseCode.PROTOCOL_ERROR, why);
    }

    // Headers.

    private boolean header(EvBuffer in) {
        int got = in.copyOut(header, 0, LONGEST_HEADER);
        if (got < 2) {
            return false;
        }
        int length = header[1] & 0x7f;
        int size = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (masked ? 4 : 0);
        if (!isInOrder(length) || got < size) {
            return false;
        }
        in.drain(size);
        return begin(length, size);
    }

    private boolean isInOrder(int length) {
        if ((header[0] & 0x70) != 0) {
            return broken("a reserved bit is set that no extension was agreed for");
        }
        if ((header[1] & 0x80) != 0 != masked) {
            return broken(masked ? "a client must mask its frames" : "a server must not mask its frames");
        }
        int code = header[0] & 0x0f;
        if (code >= CLOSE) {
            if (code > PONG || length > LONGEST_CONTROL || header[0] >= 0) {
                return broken("a control frame is unknown, too long or divided");
            }
        } else if (code > BINARY || (code == CONTINUATION) != inMessage) {
            return broken("a frame of the kind " + code + " cannot come here");
        }
        return true;
    }

    private boolean begin(int length, int size) {
        fin = header[0] < 0;
        opcode = header[0] & 0x0f;
        left = length < 126 ? length : number(2, length == 126 ? 2 : 8);
        boolean shortest = length < 126 || left >= (length == 126 ? 126 : 65536);
        if (left < 0 || !shortest) {
            return broken("a length is negative or longer than it needs to be");
        }
        mask = masked ? (int) number(size - 4, 4) : 0;
        maskAt = 0;
        inFrame = true;
        if (opcode >= CLOSE) {
            control = new byte[(int) left];
            controlLength = 0;
        } else {
            if (opcode != CONTINUATION) {
                inMessage = true;
                text = opcode == TEXT;
                utf8.reset();
            }
            if (left > limit - message.length()) {
                return refuse(CloseCode.TOO_BIG, "a message is longer than " + limit + " bytes");
            }
        }
        return left > 0 || endFrame();
    }

    private long number(int from, int count) {
        long value = 0;
        for (int i = from; i < from + count; i++) {
            value = value << 8 | (header[i] & 0xff);
        }
        return value;
    }

    // Payload.

    private boolean payload(EvBuffer in) {
        int got = in.remove(scratch, 0, (int) Math.min(STEP, left));
        if (got == 0) {
            return false;
        }
        unmask(got);
        left -= got;
        if (opcode >= CLOSE) {
            System.arraycopy(scratch, 0, control, controlLength, got);
            controlLength += got;
        } else {
            if (text && !isText(got)) {
                return refuse(CloseCode.INVALID_TEXT, "text is no UTF-8");
            }
            message.add(scratch, 0, got);
        }
        return left > 0 || endFrame();
    }

    private void unmask(int count) {
        if (masked) {
            for (int i = 0; i < count; i++) {
                scratch[i] ^= (byte) (mask >>> (24 - 8 * (maskAt++ & 3)));
            }
        }
    }

    private boolean isText(int count) {
        for (int i = 0; i < count; i++) {
            if (!utf8.next(scratch[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean endFrame() {
        inFrame = false;
        switch (opcode) {
            case CLOSE -> {
                return endByClose();
            }
            case PING -> sink.onPing(control);
            case PONG -> sink.onPong(control);
            default -> {
                return !fin || endMessage();
            }
        }
        return !stopped;
    }

    private boolean endMessage() {
        if (text && !utf8.isComplete()) {
            return refuse(CloseCode.INVALID_TEXT, "text ends within a character");
        }
        inMessage = false;
        sink.onMessage(text, message);
        if (!stopped) {
            message.drain(message.length());
        }
        return !stopped;
    }

    private boolean endByClose() {
        if (control.length == 1) {
            return broken("a close has half a code");
        }
        int code = control.length == 0 ? CloseCode.NONE : (control[0] & 0xff) << 8 | (control[1] & 0xff);
        if (control.length > 0 && !CloseCode.isSendable(code)) {
            return broken("a close has the code " + code);
        }
        byte[] rest = control.length == 0 ? control : Arrays.copyOfRange(control, 2, control.length);
        try {
            String reason = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(rest))
                    .toString();
            stopped = true;
            sink.onClose(code, reason);
            return false;
        } catch (CharacterCodingException e) {
            return refuse(CloseCode.INVALID_TEXT, "the reason of a close is no UTF-8");
        }
    }

    @Override
    public void close() {
        stopped = true;
        message.close();
    }
}

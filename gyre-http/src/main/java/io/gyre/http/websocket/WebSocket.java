package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.event.Event;
import io.gyre.event.EventMask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One WebSocket, on the server's side: {@code evws_connection}. For the loop's thread. */
public final class WebSocket implements AutoCloseable {
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int LONGEST_CONTROL = 125;

    /** How much may wait to be sent before the peer's pings, and its messages, must wait too. */
    private static final long MOST_OUTPUT = 1 << 20;

    /** How long the peer may take to answer a close, before the connection is cut. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BufferEvent transport;
    private final WebSocketListener listener;
    private final FrameParser parser;
    private final byte[] header = new byte[10];
    private @Nullable Event patience;
    private boolean closeSent;
    private boolean over;
    private boolean resting;
    private int code = CloseCode.ABNORMAL;
    private String reason = "";

    WebSocket(BufferEvent transport, long limit, WebSocketListener listener) {
        this.transport = transport;
        this.listener = listener;
        parser = new FrameParser(true, limit, new Frames());
    }

    void start() {
        transport.callbacks(new Bytes());
        transport.enable(EventMask.READ);
        transport.base().execute(this::parse); // For what came together with the request.
    }

    /** {@return the transport: {@code evws_connection_get_bufferevent}} */
    public BufferEvent transport() {
        return transport;
    }

    /** {@return whether messages may still be sent} */
    public boolean isOpen() {
        return !closeSent && !over;
    }

    /** {@return how many bytes wait for the peer to take them} */
    public long pendingOutput() {
        return over ? 0 : transport.output().length();
    }

    // Sending. After a close nothing is sent, and that is no failure: the peer may have closed a moment ago.

    /** Sends a text message: {@code evws_send_text}. Nothing happens if this is closing. */
    public void sendText(String text) {
        send(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends a binary message: {@code evws_send_binary}. Nothing happens if this is closing. */
    public void sendBinary(byte[] bytes) {
        send(BINARY, bytes);
    }

    /** Sends a message and empties the buffer. Nothing is sent if this is closing. */
    public void send(boolean text, EvBuffer message) {
        if (isOpen()) {
            head(text ? TEXT : BINARY, message.length());
            transport.output().addBuffer(message);
        } else {
            message.drain(message.length());
        }
    }

    /**
     * Asks the peer for a sign of life.
     *
     * @param payload comes back with the pong; 125 bytes at most
     */
    public void ping(byte[] payload) {
        if (payload.length > LONGEST_CONTROL) {
            throw new IllegalArgumentException("a ping cannot have " + payload.length + " bytes: 125 is the most");
        }
        send(PING, payload);
    }

    private void send(int opcode, byte[] payload) {
        if (isOpen()) {
            head(opcode, payload.length);
            transport.output().add(payload);
        }
    }

    private void head(int opcode, long length) {
        header[0] = (byte) (0x80 | opcode);
        int size = 2;
        if (length <= LONGEST_CONTROL) {
            header[1] = (byte) length;
        } else {
            int count = length < 65536 ? 2 : 8;
            header[1] = (byte) (count == 2 ? 126 : 127);
            for (int i = 0; i < count; i++) {
                header[2 + i] = (byte) (length >>> (8 * (count - 1 - i)));
            }
            size += count;
        }
        transport.output().add(header, 0, size);
    }

    /**
     * Begins the close: {@code evws_close}. Ends once the peer has answered, or after five seconds. Idempotent.
     *
     * @param withCode one that may be sent
     * @param why cut off after 123 bytes
     */
    public void close(int withCode, String why) {
        if (!CloseCode.isSendable(withCode)) {
            throw new IllegalArgumentException(
                    "a close cannot have the code " + withCode + ": use 1000 or 3000 to 4999");
        }
        if (isOpen()) {
            code = withCode;
            reason = why;
            sendClose(withCode, why);
            patience = transport.base().after(PATIENCE, this::cut);
        }
    }

    private void sendClose(int withCode, String why) {
        byte[] text = why.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + Math.min(text.length, LONGEST_CONTROL - 2)];
        payload[0] = (byte) (withCode >> 8);
        payload[1] = (byte) withCode;
        System.arraycopy(text, 0, payload, 2, payload.length - 2);
        send(CLOSE, cutAtCharacter(payload, text.length));
        closeSent = true;
    }

    /** A reason that was cut off must still be UTF-8. */
    private static byte[] cutAtCharacter(byte[] payload, int whole) {
        int end = payload.length;
        if (whole > end - 2) {
            while (end > 2 && (payload[end - 1] & 0xc0) == 0x80) {
                end--;
            }
            end = Math.max(2, end - 1);
        }
        return Arrays.copyOf(payload, end);
    }

    /** Ends it at once: {@code evws_connection_free}. The listener learns of it. Idempotent. */
    @Override
    public void close() {
        cut();
    }

    private void cut() {
        if (over) {
            return;
        }
        over = true;
        if (patience != null) {
            patience.close();
        }
        parser.close();
        transport.close();
        listener.onClose(this, code, reason);
    }

    /** All that is to be said has been said: the connection ends when it is sent. */
    private void endWhenSent() {
        if (transport.output().isEmpty()) {
            cut();
        } else if (patience == null) {
            patience = transport.base().after(PATIENCE, this::cut);
        }
    }

    private void parse() {
        if (over) {
            return;
        }
        if (parser.isStopped()) {
            transport.input().drain(transport.input().length());
        } else {
            parser.parse(transport.input());
        }
        if (!over) {
            rest(transport.output().length() > MOST_OUTPUT);
        }
    }

    private void rest(boolean yes) {
        if (yes != resting) {
            resting = yes;
            if (yes) {
                transport.disable(EventMask.READ);
            } else {
                transport.enable(EventMask.READ);
            }
        }
    }

    /** What the transport tells. */
    private final class Bytes implements BufferEventCallbacks {
        @Override
        public void onReadable(BufferEvent from) {
            parse();
        }

        @Override
        public void onWritable(BufferEvent to) {
            if (closeSent && parser.isStopped()) {
                cut();
                return;
            }
            rest(false);
            listener.onWritable(WebSocket.this);
        }

        @Override
        public void onOutcome(BufferEvent on, Outcome outcome) {
            boolean written = outcome instanceof Outcome.Eof(Direction ignored) && parser.isStopped();
            if (!(outcome instanceof Outcome.Connected)
                    && !(written && !transport.output().isEmpty())) {
                cut();
            }
        }
    }

    /** What the parser finds. */
    private final class Frames implements FrameSink {
        @Override
        public void onMessage(boolean text, EvBuffer message) {
            if (!closeSent) {
                listener.onMessage(WebSocket.this, text, message);
            }
        }

        @Override
        public void onPing(byte[] payload) {
            send(PONG, payload);
        }

        @Override
        public void onPong(byte[] payload) {
            listener.onPong(WebSocket.this, payload);
        }

        @Override
        public void onClose(int withCode, String why) {
            if (!closeSent) {
                code = withCode;
                reason = why;
                sendClose(withCode == CloseCode.NONE ? CloseCode.NORMAL : withCode, "");
            }
            endWhenSent();
        }

        @Override
        public void onRefused(int withCode, String why) {
            if (!closeSent) {
                code = withCode;
                reason = why;
                sendClose(withCode, why);
            }
            endWhenSent();
        }
    }
}

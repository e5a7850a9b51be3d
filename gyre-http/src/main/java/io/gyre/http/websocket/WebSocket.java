package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.Event;
import io.gyre.event.EventMask;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket, on either side: {@code evws_connection}. For the loop's thread.
 *
 * <pre>
 * OPEN ─► CLOSING (our close is sent, the peer's is awaited) ─► ENDING (what is left is sent, the transport ends) ─► OVER
 *   └──────────────── the peer's close, or what was refused ─────┘ └─ at any time: a broken transport, close(), a deadline ─┘
 * </pre>
 */
public final class WebSocket implements AutoCloseable {
    private static final int LONGEST_CONTROL = 125;
    private static final byte[] NOTHING = new byte[0];
    private static final WebSocketListener NOBODY = (_, _, _) -> {};

    private enum State {
        OPEN,
        CLOSING,
        ENDING,
        OVER
    }

    private final BufferEvent transport;
    private final boolean client;
    private final WebSocketTimeouts timeouts;
    private final @Nullable String protocol;
    private final FrameParser parser;
    private final Sender sender;
    private final KeepAlive keepAlive;
    private final Event clock;
    private WebSocketListener listener = NOBODY;
    private State state = State.OPEN;
    private @Nullable Runnable onOver;
    private boolean started;

    /** Whether reading waits for the peer to take output, and whether it waits for the user. */
    private boolean resting;

    private boolean paused;

    private boolean parsing;
    private int code = CloseCode.ABNORMAL;
    private String reason = "";

    WebSocket(
            BufferEvent transport,
            boolean client,
            WebSocketSettings settings,
            @Nullable String protocol,
            @Nullable DeflateAgreement deflate) {
        this.transport = transport;
        this.client = client;
        this.protocol = protocol;
        timeouts = settings.timeouts();
        parser = new FrameParser(!client, settings.limits(), deflate, new Frames());
        sender = new Sender(new FrameWriter(client, transport.output()), deflate);
        keepAlive = new KeepAlive(timeouts, transport.base().cachedNanoTime());
        clock = transport.base().timer((_, _) -> tick()).name("websocket");
    }

    /** Begins, also with what came together with the handshake. */
    void start(WebSocketListener user, @Nullable Runnable whenOver) {
        listener = user;
        started = true;
        onOver = whenOver;
        if (state == State.OVER) {
            tellOver();
            return;
        }
        transport.callbacks(new Bytes());
        if (!paused) {
            transport.enable(EventMask.READ);
        }
        transport.base().execute(this::parse);
        if (state == State.OPEN) {
            await(transport.base().cachedNanoTime());
        }
    }

    // What it is.

    /** {@return the transport: {@code evws_connection_get_bufferevent}} Do not close it: close this. */
    public BufferEvent transport() {
        return transport;
    }

    /** {@return the sub-protocol that was chosen, or null} */
    public @Nullable String protocol() {
        return protocol;
    }

    /** {@return whether both sides agreed on compression} */
    public boolean isDeflating() {
        return sender.isDeflating();
    }

    /** {@return whether messages may still be sent} */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** {@return how many bytes wait for the peer to take them} */
    public long pendingOutput() {
        return state == State.OVER ? 0 : transport.output().length();
    }

    /**
     * {@return whether the output has passed its high mark, 1 MiB unless the transport has another, and has not drained to half of it
     * since} Whoever sends much stops while this is true, and goes on in {@link WebSocketListener#onDrained}. Nothing is refused.
     * Meanwhile the peer's messages and pings wait too.
     */
    public boolean isOutputFull() {
        return state != State.OVER && transport.isOutputFull();
    }

    // Sending. After a close nothing is sent, and that is no failure: the peer may have closed a moment ago.

    /** Sends a text message: {@code evws_send_text}. Nothing happens if this is closing. */
    public void sendText(String text) {
        if (isOpen()) {
            sender.text(text);
            noteMessage();
        }
    }

    /** Sends a binary message: {@code evws_send_binary}. Nothing happens if this is closing. */
    public void sendBinary(byte[] bytes) {
        if (isOpen()) {
            sender.binary(bytes);
            noteMessage();
        }
    }

    /**
     * Sends a message and empties the buffer. Nothing is sent if this is closing.
     *
     * @param text whether it is text; the caller answers for its being UTF-8
     */
    public void send(boolean text, EvBuffer message) {
        if (isOpen()) {
            sender.message(text, message);
            noteMessage();
        }
        drain(message);
    }

    /**
     * Sends part of a message as a fragment, and empties the buffer. Parts are not compressed. Until the last was sent no other message
     * can be; pings can.
     *
     * @param text whether the message is text; counts for its first part
     * @param last whether the message ends with it
     */
    public void sendFragment(boolean text, EvBuffer part, boolean last) {
        if (isOpen()) {
            sender.fragment(text, part, last);
            noteMessage();
        }
        drain(part);
    }

    private static void drain(EvBuffer buffer) {
        if (!buffer.isEmpty()) {
            buffer.drain(buffer.length());
        }
    }

    private void noteMessage() {
        if (keepAlive.minds()) {
            keepAlive.message(transport.base().cachedNanoTime());
        }
    }

    /**
     * Asks the peer for a sign of life. Nothing happens if this is closing.
     *
     * @param payload comes back with the pong; 125 bytes at most
     */
    public void ping(byte[] payload) {
        if (payload.length > LONGEST_CONTROL) {
            throw new IllegalArgumentException("a ping cannot have " + payload.length + " bytes: 125 is the most");
        }
        if (isOpen()) {
            sender.control(FrameWriter.PING, payload);
        }
    }

    // Receiving.

    /** Takes no more messages until {@link #resume}, and soon lets the peer wait. Also within a callback. Idempotent. */
    public void pause() {
        paused = true;
        readOrNot();
    }

    /** Undoes {@link #pause}. What has come meanwhile is told from the loop. */
    public void resume() {
        if (paused) {
            paused = false;
            transport.base().execute(this::goOn);
        }
    }

    private void parse() {
        if (parsing || state == State.OVER || state == State.ENDING) {
            return;
        }
        parsing = true;
        try {
            parser.parse(transport.input());
        } catch (RuntimeException thrown) {
            failed(thrown);
        } finally {
            parsing = false;
        }
        readOrNot();
    }

    /** A listener threw: the peer gets a close, and the base learns of the exception. */
    private void failed(RuntimeException thrown) {
        transport.base().execute(() -> {
            throw thrown;
        });
        if (state == State.OPEN || state == State.CLOSING) {
            parser.refuse(CloseCode.INTERNAL_ERROR, "the application failed");
        }
    }

    /** Neither reads nor parses while the output is full, or while the user wants none. */
    private void readOrNot() {
        if (state == State.OVER || state == State.ENDING) {
            return;
        }
        boolean full = transport.isOutputFull();
        boolean rests = full || paused;
        if (full != resting) {
            resting = full;
            long high = transport.watermarks(Direction.WRITING).high();
            transport.watermarks(Direction.WRITING, new Watermarks(full ? Long.MAX_VALUE : 0, high));
        }
        if (rests == parser.isPaused()) {
            return;
        }
        if (rests) {
            parser.pause();
            transport.disable(EventMask.READ);
        } else {
            parser.resume();
            transport.enable(EventMask.READ);
        }
    }

    /** After a rest there may be something in the input that nobody will tell of. */
    private void goOn() {
        readOrNot();
        if (state != State.OVER && !parser.isPaused()) {
            parse();
        }
    }

    // Time.

    private void tick() {
        if (state != State.OPEN) {
            cut();
            return;
        }
        long now = transport.base().cachedNanoTime();
        if (paused && !resting) {
            keepAlive.heard(now); // Nobody listens, so silence says nothing.
        }
        switch (keepAlive.due(now)) {
            case PING -> ping(NOTHING);
            case CLOSE -> close(CloseCode.GOING_AWAY, "no message for too long");
            case CUT -> {
                reason = "no sign of life";
                cut();
            }
            case NOTHING -> {}
        }
        if (state == State.OPEN) {
            await(now);
        }
    }

    private void await(long now) {
        if (keepAlive.isNeeded()) {
            clock.add(Duration.ofNanos(keepAlive.waitNanos(now)));
        }
    }

    private void heard() {
        if (keepAlive.asks()) {
            keepAlive.heard(transport.base().cachedNanoTime());
        }
    }

    // The end.

    /**
     * Begins the close: {@code evws_close}. It is over once the peer has answered, or after {@link WebSocketTimeouts#close()}. Messages
     * that come meanwhile are dropped. Idempotent.
     *
     * @param withCode one that may be sent
     * @param why cut off after the last character that ends within 123 bytes
     */
    public void close(int withCode, String why) {
        if (!CloseCode.isSendable(withCode)) {
            throw new IllegalArgumentException(
                    "a close cannot have the code " + withCode + ": use 1000 or 3000 to 4999");
        }
        if (state == State.OPEN) {
            sendClose(withCode, why);
            state = State.CLOSING;
            reason = why;
            paused = false; // For the peer's close is to be read.
            clock.add(timeouts.close());
            transport.base().execute(this::goOn);
        }
    }

    private void sendClose(int withCode, String why) {
        sender.control(FrameWriter.CLOSE, CloseCode.payload(withCode, why));
    }

    /**
     * All has been said: RFC 6455, section 7.1.1. The server ends the connection, and the client waits for that. What the peer still sends
     * is thrown away, so that the kernel does not reset a connection on which our close is still under way.
     */
    private void end() {
        state = State.ENDING;
        release();
        if (client) {
            clock.add(timeouts.close());
            drain(transport.input());
            transport.enable(EventMask.READ);
        } else {
            transport.closeGracefully(timeouts.close(), (_, _) -> over());
        }
    }

    /** Ends it at once: {@code evws_connection_free}. The listener learns of it. Idempotent. */
    @Override
    public void close() {
        cut();
    }

    /** The server that the connection came from is closed. */
    void goAway() {
        if (state == State.OPEN) {
            code = CloseCode.GOING_AWAY;
            reason = "the server is closed";
        }
        cut();
    }

    private void cut() {
        if (state != State.OVER) {
            transport.close();
            over(); // Unless a graceful close has done so.
        }
    }

    private void over() {
        if (state != State.OVER) {
            state = State.OVER;
            release();
            clock.close();
            if (started) {
                tellOver();
            }
        }
    }

    private void tellOver() {
        if (onOver != null) {
            onOver.run();
        }
        listener.onClose(this, code, reason);
    }

    private void release() {
        parser.close();
        sender.close();
        clock.remove();
    }

    /** What the transport tells. */
    private final class Bytes implements BufferEventCallbacks {
        @Override
        public void onReadable(BufferEvent from) {
            if (state == State.ENDING) {
                drain(from.input());
                return;
            }
            heard();
            parse();
        }

        @Override
        public void onWritable(BufferEvent to) {
            if (resting) {
                heard(); // The peer takes something, if slowly.
            }
            if (state == State.OPEN && to.output().isEmpty()) {
                try {
                    listener.onWritable(WebSocket.this);
                } catch (RuntimeException thrown) {
                    failed(thrown);
                }
            }
        }

        @Override
        public void onDrained(BufferEvent to) {
            goOn();
            if (state == State.OPEN) {
                try {
                    listener.onDrained(WebSocket.this);
                } catch (RuntimeException thrown) {
                    failed(thrown);
                }
            }
        }

        @Override
        public void onOutcome(BufferEvent on, Outcome outcome) {
            if (!(outcome instanceof Outcome.Connected)) {
                cut();
            }
        }
    }

    /** What the parser finds. */
    private final class Frames implements FrameSink {
        @Override
        public void onMessage(boolean text, EvBuffer message) {
            if (state == State.OPEN) {
                noteMessage();
                listener.onMessage(WebSocket.this, text, message);
                pauseIfFull();
            }
        }

        /** Each message, and each ping, may bring an answer. */
        private void pauseIfFull() {
            if (state == State.OPEN && transport.isOutputFull()) {
                readOrNot();
            }
        }

        @Override
        public void onPing(byte[] payload) {
            if (state == State.OPEN) {
                sender.control(FrameWriter.PONG, payload);
                pauseIfFull();
            }
        }

        @Override
        public void onPong(byte[] payload) {
            if (state == State.OPEN && !(payload.length == 0 && keepAlive.takesPong())) {
                listener.onPong(WebSocket.this, payload);
            }
        }

        @Override
        public void onClose(int withCode, String why) {
            if (state == State.OPEN) {
                sendClose(withCode == CloseCode.NONE ? CloseCode.NORMAL : withCode, "");
            }
            code = withCode;
            reason = why;
            end();
        }

        @Override
        public void onRefused(int withCode, String why) {
            if (state == State.OPEN) {
                sendClose(withCode, why);
            }
            code = withCode;
            reason = why;
            end();
        }
    }
}

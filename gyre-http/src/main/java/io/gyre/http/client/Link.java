package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.http.wire.Head;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageParser;
import io.gyre.http.wire.MessageSink;
import io.gyre.http.wire.MessageWriter;
import io.gyre.http.wire.ParserLimits;
import io.gyre.http.wire.Refusal;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, as long as it lasts, and the exchange that is on it.
 *
 * <pre>
 * CONNECTING ──► IDLE ──► SENDING ──► WAITING ──► RECEIVING ──► IDLE
 *      └───────────┴─────────┴───────────┴────────────┴───────► OVER
 * </pre>
 */
final class Link implements BufferEventCallbacks, MessageSink {
    private static final int MOST_INTERIM = 16;

    /** How long content waits for {@code 100 Continue}, which a server need not send: RFC 9110, section 10.1.1. */
    private static final Duration CONTINUE_LIMIT = Duration.ofSeconds(1);

    /** So that every write is told, for each one is progress. */
    private static final Watermarks EVERY_WRITE = new Watermarks(Long.MAX_VALUE, 0);

    private enum Phase {
        CONNECTING,
        IDLE,
        SENDING,
        WAITING,
        RECEIVING,
        OVER
    }

    final BufferEvent transport;
    private final EventBase base;
    private final LinkOwner owner;
    private final HeadPool heads;
    private final MessageParser parser;
    private final Sending sending;
    private final Patience patience;
    private Phase phase = Phase.CONNECTING;
    private ClientTimeouts timeouts = ClientTimeouts.DEFAULT;
    private @Nullable ClientRequest current;
    private @Nullable IOException writeError;
    private long total;
    private boolean used;
    private boolean reused;
    private boolean parsing;
    private boolean ended;
    private int interim;

    Link(EventBase base, BufferEvent transport, LinkOwner owner, HeadPool heads, MessageWriter writer) {
        this.base = base;
        this.transport = transport;
        this.owner = owner;
        this.heads = heads;
        parser = MessageParser.responses(ParserLimits.DEFAULT, heads, this);
        sending = new Sending(transport.output(), writer);
        patience = new Patience(base, "http client", this::onExpiry);
    }

    /** Waits until the transport says that it is connected. */
    void await(Duration limit) {
        transport.callbacks(this);
        patience.start(limit);
    }

    /** Takes a transport that is connected already. */
    void take() {
        transport.callbacks(this);
        up();
    }

    boolean isIdle() {
        return phase == Phase.IDLE;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    boolean isConnecting() {
        return phase == Phase.CONNECTING;
    }

    /** {@return whether a request was sent over it already} */
    boolean wasUsed() {
        return used;
    }

    // Sending.

    /** Sends a request, over an idle link. */
    void send(ClientRequest request, String authority, ClientTimeouts limits, ParserLimits parts) {
        current = request;
        timeouts = limits;
        reused = used;
        used = true;
        interim = 0;
        writeError = null;
        parser.limits(parts);
        String method = request.method().name();
        parser.answersHead(method.equals("HEAD"));
        request.link(this);
        if (limits.total() != null) {
            total = base.cachedNanoTime() + limits.total().toNanos();
        }
        sending.begin(request, authority);
        phase = Phase.SENDING;
        if (sending.isHeld()) {
            waitFor(CONTINUE_LIMIT);
        } else {
            pump();
        }
    }

    void resumeUpload() {
        sending.resume();
        pump();
    }

    private void pump() {
        ClientRequest request = current;
        if (request == null || phase == Phase.OVER) {
            return;
        }
        try {
            sending.pump();
        } catch (IOException failed) {
            fail(RequestError.BUFFER_ERROR, failed);
            return;
        } catch (RuntimeException thrown) { // Its failure tells of it, and who runs here may be another request's end.
            fail(RequestError.BUFFER_ERROR, new IOException("the upload threw " + thrown, thrown));
            return;
        }
        if (phase == Phase.SENDING && current == request) {
            sendingOrSent();
        }
    }

    /** As long as the request is not sent, the response need not come; a small one is as good as sent. */
    private void sendingOrSent() {
        if (sending.isDone() && transport.output().length() < EvBuffer.DEFAULT_MAX_READ) {
            phase = Phase.WAITING;
            waitFor(timeouts.firstByte());
        } else if (!sending.isHeld()) {
            waitFor(timeouts.write());
        }
    }

    private void waitFor(Duration limit) {
        long until = base.cachedNanoTime() + limit.toNanos();
        patience.until(timeouts.total() != null && total - until < 0 ? total : until);
    }

    private void onExpiry() {
        boolean inTime = timeouts.total() == null || total - base.cachedNanoTime() > 0;
        if (phase == Phase.SENDING && sending.isHeld() && inTime) {
            sending.release();
            pump();
        } else {
            broken(RequestError.TIMEOUT, null);
        }
    }

    @Override
    public void onWritable(BufferEvent to) {
        if (phase == Phase.SENDING) {
            sendingOrSent();
        }
        if (!sending.isDone()) {
            if (phase == Phase.RECEIVING) {
                waitFor(timeouts.read()); // As long as the server takes more, it may have a reason to send none.
            }
            pump();
        }
    }

    // Receiving.

    @Override
    public void onReadable(BufferEvent from) {
        if (current == null) {
            broken(
                    RequestError.INVALID_HEADER,
                    null); // Nobody asked for anything: it must not answer the next request.
            return;
        }
        if (phase == Phase.RECEIVING || phase == Phase.WAITING) {
            waitFor(timeouts.read());
        }
        parse();
    }

    private void parse() {
        parsing = true;
        try {
            parser.parse(transport.input());
        } catch (RuntimeException thrown) {
            thrownBy(thrown);
            throw thrown; // To the base's uncaught handler.
        } finally {
            parsing = false;
        }
    }

    /** A callback of the user's threw, after which the transport cannot be used any more. */
    private void thrownBy(RuntimeException thrown) {
        broken(RequestError.BUFFER_ERROR, new IOException("a callback threw", thrown));
    }

    /** Takes no more of the response for now, so that the server has to wait. */
    void pause() {
        parser.pause();
        transport.disable(EventMask.READ);
        if (timeouts.total() == null) {
            patience.stop();
        } else {
            patience.until(total);
        }
    }

    void resume() {
        if (parser.isPaused() && phase != Phase.OVER) {
            parser.resume();
            waitFor(timeouts.read());
            transport.enable(EventMask.READ);
            if (!parsing) {
                base.execute(this::goOn);
            }
        }
    }

    private void goOn() {
        if (phase != Phase.OVER && current != null && !parser.isPaused()) {
            parse();
            if (ended && phase != Phase.OVER && !parser.isPaused()) {
                onPeerEnd();
            }
        }
    }

    @Override
    public void onHead(Head head) {
        ClientRequest request = current;
        if (request == null) {
            return;
        }
        if (head.status() < 200) {
            onInterim(head);
            return;
        }
        phase = Phase.RECEIVING;
        waitFor(timeouts.read());
        if (!sending.isDone() && (head.status() >= 300 || sending.isHeld())) {
            sending.abandon(); // The server does not want it.
        }
        if (!request.head(head)) {
            fail(RequestError.REQUEST_CANCEL, null);
        }
    }

    private void onInterim(Head head) {
        interim++;
        if (head.status() == 101 || interim > MOST_INTERIM) {
            fail(
                    RequestError.INVALID_HEADER,
                    new IOException(
                            head.status() == 101
                                    ? "the server changes to a protocol that nobody asked for"
                                    : "the server sends one interim response after another"));
        } else if (head.status() == 100 && sending.isHeld()) {
            sending.release();
            pump();
        }
    }

    @Override
    public long onContent(EvBuffer in, long available) {
        ClientRequest request = current;
        if (request == null || request.isOver()) {
            return phase == Phase.OVER ? available : in.drain(available);
        }
        request.content(in, available);
        return available;
    }

    @Override
    public void onEnd(Head head) {
        ClientRequest request = current;
        if (head.status() < 200 || request == null) {
            heads.give(head);
            return;
        }
        current = null;
        boolean silent = transport.input().isEmpty(); // What comes unasked must not answer the next request.
        boolean sent = sending.isComplete() && writeError == null && !ended;
        String wish = request.headers().find("Connection");
        boolean keep =
                silent && sent && phase == Phase.RECEIVING && head.keepsAlive() && !"close".equalsIgnoreCase(wish);
        if (keep) {
            phase = Phase.IDLE;
            patience.stop();
        } else {
            end();
        }
        tellEnd(request, head, keep);
    }

    /** Whatever one of them throws, the others are told. */
    private void tellEnd(ClientRequest request, Head head, boolean keep) {
        try {
            owner.onDone(this, request, keep);
        } finally {
            boolean thrown = true;
            try {
                request.succeeded();
                thrown = false;
            } finally {
                heads.give(head);
                if (!thrown || !keep) { // Otherwise this ends, for what was thrown, and must not take another request.
                    owner.afterDone(this);
                }
            }
        }
    }

    @Override
    public void onRefused(Refusal why, Head head) {
        boolean tooLong = why == Refusal.CONTENT_TOO_LARGE;
        fail(
                tooLong ? RequestError.DATA_TOO_LONG : RequestError.INVALID_HEADER,
                new IOException("the response is refused: " + why));
    }

    // What happens to the connection.

    @Override
    public void onOutcome(BufferEvent on, Outcome outcome) {
        switch (outcome) {
            case Outcome.Connected() -> up();
            case Outcome.Eof _ -> onPeerEnd();
            case Outcome.Timeout _ -> broken(RequestError.TIMEOUT, null);
            case Outcome.Failed(var direction, var cause) -> onFailed(direction, cause);
        }
    }

    /** A response that the server had sent before it stopped to listen is still read: {@code EVHTTP_CON_READ_ON_WRITE_ERROR}. */
    private void onFailed(@Nullable Direction direction, IOException cause) {
        boolean mayAnswer = direction == Direction.WRITING && current != null && writeError == null;
        if (mayAnswer && !parser.isPaused()) {
            writeError = cause;
            sending.abandon();
            if (phase == Phase.SENDING) {
                phase = Phase.WAITING;
                waitFor(timeouts.firstByte());
            }
        } else {
            broken(RequestError.BUFFER_ERROR, cause);
        }
    }

    private void up() {
        phase = Phase.IDLE;
        patience.stop();
        transport.watermarks(Direction.WRITING, EVERY_WRITE);
        sendAtOnce();
        transport.enable(EventMask.READ);
        owner.onUp(this);
    }

    /** Content that follows a head later must not wait until the server has acknowledged the head. */
    private void sendAtOnce() {
        Fd fd = transport.fd();
        try {
            if (fd != null && fd.isSocket()) {
                fd.option(SocketOption.NO_DELAY, 1);
            }
        } catch (ErrnoException notTcp) {
            // A Unix socket waits for nothing anyway.
        }
    }

    private void onPeerEnd() {
        ended = true;
        if (parser.isPaused()) {
            return;
        }
        ClientRequest request = current;
        if (request != null && parser.end() && current != request) {
            return; // The end was that of the content.
        }
        broken(writeError == null ? RequestError.EOF : RequestError.BUFFER_ERROR, writeError);
    }

    private void broken(RequestError error, @Nullable IOException cause) {
        if (phase == Phase.CONNECTING) {
            end();
            owner.onDown(this, error, cause);
        } else if (current != null) {
            fail(error, cause);
        } else if (phase != Phase.OVER) {
            end();
            owner.onIdleEnd(this);
        }
    }

    private void fail(RequestError error, @Nullable IOException cause) {
        ClientRequest request = current;
        if (request != null) {
            boolean lost = error == RequestError.EOF || error == RequestError.BUFFER_ERROR;
            boolean stale = reused && lost && phase != Phase.RECEIVING && parser.isBetweenMessages() && interim == 0;
            current = null;
            end();
            owner.onBroken(this, request, error, cause, stale);
        }
    }

    /** Ends the connection without a word to anybody. Idempotent. */
    void end() {
        if (phase != Phase.OVER) {
            phase = Phase.OVER;
            current = null;
            sending.abandon();
            patience.close();
            parser.close();
            transport.close();
        }
    }
}

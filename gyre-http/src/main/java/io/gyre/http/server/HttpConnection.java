package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.EventMask;
import io.gyre.http.Status;
import io.gyre.http.wire.Head;
import io.gyre.http.wire.MessageParser;
import io.gyre.http.wire.MessageSink;
import io.gyre.http.wire.Refusal;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: {@code evhttp_connection} on the server's side. It has one request at a time; those that come before the reply
 * is complete wait in the input, which is not read beyond a bound.
 *
 * <pre>
 * OPEN ─► CLOSING (the last reply is being written) ─► LINGERING (the client's rest is thrown away) ─► CLOSED
 *   └──► GIVEN_AWAY (another protocol has the transport)
 * </pre>
 */
final class HttpConnection implements MessageSink, BufferEventCallbacks {
    /** How much may wait to be parsed, and to be sent, before the connection rests. */
    private static final long MOST_INPUT = 64 << 10;

    private static final long MOST_OUTPUT = 256 << 10;

    /** Content that nobody wants is taken up to this, because it costs less than another connection. */
    private static final long WORTH_DISCARDING = 64 << 10;

    private static final Duration LINGER = Duration.ofSeconds(5);
    private static final Watermarks EVERY_WRITE = new Watermarks(Long.MAX_VALUE, 0);

    private enum Phase {
        OPEN,
        CLOSING,
        LINGERING,
        GIVEN_AWAY,
        CLOSED
    }

    @Nullable
    HttpConnection next;

    @Nullable
    HttpConnection previous;

    private final HttpServer server;
    private final BufferEvent transport;
    private final @Nullable SocketAddress peer;
    private final MessageParser parser;
    private Phase phase = Phase.OPEN;
    private @Nullable HttpRequest current;

    /** Who waits until everything is given to the kernel; null for nobody. */
    private @Nullable ArrayDeque<Runnable> onFlushed;

    private boolean parsing;
    private boolean closeAfter;
    private boolean ended;
    private boolean resting;
    private boolean drainsFirst;
    private boolean inHead;

    /** When the connection must be further; meaningless unless {@link #timed}. */
    private long deadline;

    private boolean timed;

    HttpConnection(HttpServer server, BufferEvent transport, @Nullable SocketAddress peer) {
        this.server = server;
        this.transport = transport;
        this.peer = peer;
        parser = MessageParser.requests(server.limits(), server.heads(), this);
        parser.hostOptional(server.isHostOptional());
    }

    void start(boolean full) {
        transport.callbacks(this);
        transport.watermarks(Direction.WRITING, EVERY_WRITE);
        if (full) {
            Overload.write(server, transport.output());
            beginClosing();
        }
        transport.enable(EventMask.READ);
        limit();
    }

    BufferEvent transport() {
        return transport;
    }

    EvBuffer output() {
        return transport.output();
    }

    @Nullable
    SocketAddress peer() {
        return peer;
    }

    // From the transport.

    @Override
    public void onReadable(BufferEvent from) {
        if (phase == Phase.OPEN) {
            goOn();
        } else {
            from.input().drain(from.input().length());
        }
    }

    @Override
    public void onWritable(BufferEvent to) {
        if (output().isEmpty()) {
            flushed();
        }
        if (phase != Phase.CLOSED && phase != Phase.GIVEN_AWAY) {
            limit();
        }
    }

    private void flushed() {
        callFlushed();
        if (phase == Phase.CLOSING && output().isEmpty()) {
            linger();
        } else if (phase == Phase.OPEN && drainsFirst && output().isEmpty()) {
            drainsFirst = false;
            parser.resume();
            goOn();
        }
    }

    /** Calls those who wait now, and not those who begin to meanwhile. */
    private void callFlushed() {
        ArrayDeque<Runnable> waiting = onFlushed;
        if (waiting != null) {
            for (int left = waiting.size(); left > 0 && !waiting.isEmpty(); left--) {
                waiting.remove().run();
            }
            if (waiting.isEmpty()) {
                onFlushed = null;
            }
        }
    }

    @Override
    public void onOutcome(BufferEvent on, Outcome outcome) {
        if (outcome instanceof Outcome.Eof) {
            onEnd();
        } else if (!(outcome instanceof Outcome.Connected)) {
            close();
        }
    }

    /** The client sends no more. Who has asked for everything may still wait for the reply. */
    private void onEnd() {
        ended = true;
        if (phase == Phase.OPEN) {
            endIfNothingIsOwed();
        } else if (phase != Phase.CLOSING || output().isEmpty()) {
            close();
        }
    }

    /** After the client's end: requests that are complete are answered, also those that wait in the input. */
    private void endIfNothingIsOwed() {
        HttpRequest waiting = current;
        if (waiting != null) {
            if (!waiting.isReceived() && !waiting.isBodyPaused()) {
                close();
            }
        } else if (!drainsFirst) {
            beginClosing();
        }
    }

    // Parsing.

    /** Goes on with what is in the input. */
    void goOn() {
        if (parsing || phase != Phase.OPEN) {
            return;
        }
        parsing = true;
        try {
            parser.parse(transport.input());
        } finally {
            parsing = false;
        }
        if (phase == Phase.OPEN) {
            rest(transport.input().length() >= MOST_INPUT);
            limit();
            if (ended) {
                endIfNothingIsOwed();
            }
        }
    }

    /** Reads no more while too much waits, so that a client cannot fill the memory. */
    private void rest(boolean yes) {
        if (yes != resting && !ended) {
            resting = yes;
            if (yes) {
                transport.disable(EventMask.READ);
            } else {
                transport.enable(EventMask.READ);
            }
        }
    }

    @Override
    public void onHead(Head head) {
        HttpRequest request = server.takeRequest();
        current = request;
        request.begin(this, server, head);
        closeAfter = !head.keepsAlive() || server.isDraining();
        if (!server.letsThrough(request)) {
            close();
            return;
        }
        Dispatch.onHead(this, request);
    }

    @Override
    public long onContent(EvBuffer in, long available) {
        HttpRequest request = current;
        if (request == null || request.isDone()) {
            return in.drain(available);
        }
        if (request.isBodyPaused()) {
            return 0;
        }
        Dispatch.onContent(this, request, in, available);
        return available;
    }

    @Override
    public void onEnd(Head head) {
        HttpRequest request = current;
        if (request == null) {
            return;
        }
        if (request.isDone()) {
            request.receivedNow();
            finish(request);
        } else {
            Dispatch.onEnd(this, request);
        }
        if (current != null) {
            parser.pause(); // Until the reply is complete, so that replies come in the order of the requests.
        }
    }

    @Override
    public void onRefused(Refusal why, Head head) {
        HttpRequest request = current;
        if (request != null && request.isReplied()) {
            if (request.isDone()) {
                current = null;
                recycle(request);
                beginClosing();
            } else {
                close();
            }
        } else if (request == null || request.isStreaming()) {
            HttpRequest refused = server.takeRequest();
            current = refused;
            refused.begin(this, server, head);
            refused.error(why.status(), null);
            if (request != null) {
                request.disconnected(); // Its handler has it, and may reply yet.
            }
        } else {
            request.error(why.status(), null);
        }
    }

    /** Sends the interim response that lets the client send its content. */
    void sendContinue() {
        output().add(Overload.CONTINUE);
    }

    // The reply.

    void closeAfterReply() {
        closeAfter = true;
    }

    /** {@return whether the connection ends with a reply that is complete at once} */
    boolean closesAfter(HttpRequest request) {
        if (!request.isReceived() && !isShort(request.head())) {
            closeAfter = true;
        }
        return closeAfter;
    }

    boolean closesAfterStream() {
        return closeAfter;
    }

    private static boolean isShort(Head head) {
        return !head.isChunked() && head.contentLength() <= WORTH_DISCARDING;
    }

    void onFlushed(Runnable callback) {
        ArrayDeque<Runnable> waiting = onFlushed;
        if (waiting == null) {
            waiting = new ArrayDeque<>();
            onFlushed = waiting;
        }
        waiting.add(callback);
        if (output().isEmpty()) {
            server.base().execute(() -> {
                if (phase != Phase.CLOSED && output().isEmpty()) {
                    flushed();
                }
            });
        }
    }

    void replyGrew() {
        if (!parsing) {
            limit();
        }
    }

    void replied(HttpRequest request) {
        AccessLog log = request.server().accessLog();
        if (log != null) {
            log.onReply(request, request.status(), request.sentBytes());
        }
        if (request.isReceived() || closeAfter || !isShort(request.head())) {
            closeAfter |= !request.isReceived();
            finish(request);
        }
    }

    private void finish(HttpRequest request) {
        current = null;
        Runnable whole = request.onComplete();
        if (whole != null) {
            onFlushed(whole);
        }
        boolean held = onFlushed != null || output().length() > MOST_OUTPUT;
        recycle(request);
        if (closeAfter) {
            beginClosing();
        } else if (held) {
            drainsFirst = true;
            parser.pause();
        } else {
            parser.resume();
            goOn();
        }
        if (phase == Phase.OPEN && !parsing) {
            limit();
        }
    }

    private void recycle(HttpRequest request) {
        Head head = request.head();
        boolean received = request.isReceived();
        request.detach();
        if (!request.isOwned()) {
            request.reset();
            if (!request.isApart()) {
                server.giveRequest(request);
            }
            if (received) {
                server.heads().give(head);
            }
        }
    }

    /** {@return the transport, which is the caller's from now on; the server still counts it} */
    Upgraded giveAway() {
        phase = Phase.GIVEN_AWAY;
        timed = false;
        parser.close();
        HttpRequest request = current;
        current = null;
        if (request != null) {
            request.detach();
            request.dropContent();
        }
        transport.callbacks(null);
        transport.watermarks(Direction.WRITING, Watermarks.NONE);
        return server.giveAway(this);
    }

    // The end.

    private void beginClosing() {
        phase = Phase.CLOSING;
        parser.close();
        if (output().isEmpty()) {
            linger();
        } else {
            if (!ended && resting) {
                resting = false;
                transport.enable(EventMask.READ);
            }
            limit();
        }
    }

    /** What is unread when a socket is closed makes the kernel reset the connection, and the client lose the reply. */
    private void linger() {
        if (ended || !server.lingers()) {
            close();
            return;
        }
        phase = Phase.LINGERING;
        transport.input().drain(transport.input().length());
        transport.shutdownWriting();
        limit();
    }

    /** Ends it when nothing is owed to the client. */
    void drain() {
        closeAfter = true;
        if (phase == Phase.OPEN
                && current == null
                && parser.isBetweenMessages()
                && transport.input().isEmpty()) {
            beginClosing();
        }
    }

    /** Ends it at once. Idempotent. */
    void close() {
        if (phase == Phase.CLOSED || phase == Phase.GIVEN_AWAY) {
            return;
        }
        phase = Phase.CLOSED;
        timed = false;
        server.remove(this);
        parser.close();
        transport.close();
        HttpRequest request = current;
        current = null;
        if (onFlushed != null) {
            onFlushed.clear();
        }
        if (request != null) {
            request.disconnected();
        }
    }

    /** A handler threw: the client gets a 500 if that is still possible, and the base learns of the exception. */
    void failed(HttpRequest request, RuntimeException thrown) {
        server.base().execute(() -> {
            throw thrown;
        });
        if (current == request && !request.isReplied()) {
            request.keepApart();
            request.error(Status.INTERNAL_SERVER_ERROR, null);
        } else if (current == request) {
            close();
        }
    }

    // Time.

    boolean isOverdue(long nowNanos) {
        return timed && nowNanos - deadline >= 0;
    }

    /** Sets how long what the connection does now may take. */
    private void limit() {
        Duration allowed = allowed();
        boolean head = phase == Phase.OPEN && isInHead();
        if (head && inHead) {
            return; // It counts from the first byte, however many follow.
        }
        inHead = head;
        timed = allowed != null;
        if (allowed != null) {
            deadline = server.base().cachedNanoTime() + allowed.toNanos();
        }
    }

    private boolean isInHead() {
        return current == null && output().isEmpty() && !parser.isBetweenMessages();
    }

    private @Nullable Duration allowed() {
        ServerTimeouts timeouts = server.timeouts();
        if (phase == Phase.LINGERING) {
            return LINGER;
        }
        if (!output().isEmpty()) {
            return timeouts.write();
        }
        HttpRequest request = current;
        if (request == null) {
            return isInHead() ? timeouts.head() : timeouts.idle();
        }
        return request.isReceived() || request.isBodyPaused() ? null : timeouts.read();
    }
}

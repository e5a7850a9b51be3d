package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.http.Headers;
import io.gyre.http.wire.Head;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageParser;
import io.gyre.http.wire.MessageSink;
import io.gyre.http.wire.MessageWriter;
import io.gyre.http.wire.ParserLimits;
import io.gyre.http.wire.Refusal;
import io.gyre.net.HostResolver;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A client of one server: {@code evhttp_connection}. It connects when there is a request, sends one at a time, in order, and keeps the
 * connection for the next. For the loop's thread.
 */
public final class ClientConnection implements AutoCloseable {
    /** How much content is collected unless said otherwise: 64 MiB. */
    public static final long DEFAULT_MAX_BODY = 64 << 20;

    private static final Duration FIRST_RETRY = Duration.ofSeconds(2);
    private static final Duration LAST_RETRY = Duration.ofHours(1);
    private static final int MOST_INTERIM = 16;

    private enum State {
        DISCONNECTED,
        CONNECTING,
        IDLE,
        BUSY,
        CLOSED
    }

    private final EventBase base;
    private final String authority;
    private final Connector connector;
    private final Deque<ClientRequest> queue = new ArrayDeque<>();
    private final HeadPool heads = new HeadPool();
    private final MessageWriter writer = new MessageWriter();
    private final Event patience;
    private ParserLimits limits = ParserLimits.DEFAULT.withContent(DEFAULT_MAX_BODY);
    private ClientTimeouts timeouts = ClientTimeouts.DEFAULT;
    private State state = State.DISCONNECTED;
    private @Nullable Link link;
    private @Nullable Runnable onClose;
    private int retries;
    private int tries;
    private Duration firstRetry = FIRST_RETRY;
    private boolean closeOnCompletion;

    /**
     * Makes a client that connects to a host: {@code evhttp_connection_base_new}.
     *
     * @param host a name or a literal, an IPv6 one without brackets
     * @param resolver finds its addresses, which are tried as RFC 8305 says
     */
    public ClientConnection(EventBase base, String host, int port, HostResolver resolver) {
        this(base, authority(host, port), connecting -> {
            var made = SocketBufferEvent.unconnected(connecting, BufferEventOption.CLOSE_ON_FREE);
            made.connect(host, port, resolver);
            return made;
        });
    }

    /**
     * Makes a client that connects to an address: {@code evhttp_connection_base_bufferevent_unix_new}.
     *
     * @param authority what the Host header says
     */
    public ClientConnection(EventBase base, String authority, SocketAddress address) {
        this(base, authority, connecting -> {
            var made = SocketBufferEvent.unconnected(connecting, BufferEventOption.CLOSE_ON_FREE);
            made.connect(address);
            return made;
        });
    }

    /**
     * Makes a client over transports of any kind: {@code evhttp_connection_base_bufferevent_new}.
     *
     * @param authority what the Host header says
     * @param connector makes them
     */
    public ClientConnection(EventBase base, String authority, Connector connector) {
        this.base = base;
        this.authority = authority;
        this.connector = connector;
        patience = base.timer((_, _) -> onPatience()).name("http client");
    }

    private static String authority(String host, int port) {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == 80 ? name : name + ":" + port;
    }

    /** {@return the base: {@code evhttp_connection_get_base}} */
    public EventBase base() {
        return base;
    }

    /** {@return the transport, or null while there is none: {@code evhttp_connection_get_bufferevent}} */
    public @Nullable BufferEvent transport() {
        return link == null ? null : link.transport;
    }

    /** Sets how long to wait: {@code evhttp_connection_set_timeout}. Holds for the next request. */
    public void timeouts(ClientTimeouts other) {
        timeouts = other;
    }

    /** Sets how much of everything a response may have: {@code evhttp_connection_set_max_headers_size} and {@code ..._max_body_size}. */
    public void limits(ParserLimits other) {
        limits = other;
    }

    /**
     * Sets how often to try once more to connect: {@code evhttp_connection_set_retries} and {@code evhttp_connection_set_initial_retry_tv}.
     *
     * @param count -1 for ever; by default 0
     * @param first how long to wait before the first; doubled for each more, up to an hour
     */
    public void retries(int count, Duration first) {
        if (count < -1 || !first.isPositive()) {
            throw new IllegalArgumentException(
                    count + " retries after " + first + ": use -1 or more, and a positive time");
        }
        retries = count;
        firstRetry = first;
    }

    /** Sets who is told when a connection that stood is over: {@code evhttp_connection_set_closecb}. */
    public void onClose(@Nullable Runnable callback) {
        onClose = callback;
    }

    /** Closes this once its last request has ended: {@code evhttp_connection_free_on_completion}. */
    public void closeOnCompletion() {
        closeOnCompletion = true;
        closeIfComplete();
    }

    /** {@return how many requests wait or are being answered} */
    public int pending() {
        return queue.size();
    }

    /**
     * Sends a request after those before it: {@code evhttp_make_request}.
     *
     * @throws IllegalStateException if this is closed, or the request was sent already
     */
    public void send(ClientRequest request) {
        if (state == State.CLOSED) {
            throw new IllegalStateException("the client is closed");
        }
        request.markSent();
        queue.addLast(request);
        next();
    }

    /** Gives up a request: {@code evhttp_cancel_request}. If it is under way, the connection goes with it. */
    public void cancel(ClientRequest request) {
        boolean first = queue.peekFirst() == request;
        if (queue.remove(request)) {
            if (first && (state == State.BUSY || state == State.CONNECTING)) {
                disconnect();
            }
            request.failed(RequestError.REQUEST_CANCEL, null);
            next();
        }
    }

    private void next() {
        if (queue.isEmpty()) {
            closeIfComplete();
            return;
        }
        switch (state) {
            case IDLE -> write(queue.getFirst());
            case DISCONNECTED -> {
                if (!patience.isPending()) {
                    connect();
                }
            }
            case CONNECTING, BUSY, CLOSED -> {}
        }
    }

    private void closeIfComplete() {
        if (closeOnCompletion && queue.isEmpty() && state != State.CLOSED) {
            close();
        }
    }

    // Connecting.

    private void connect() {
        state = State.CONNECTING;
        try {
            link = new Link(connector.connect(base));
            link.transport.callbacks(link);
            patience.add(timeouts.connect());
        } catch (IOException refused) {
            base.execute(() -> notConnected(RequestError.BUFFER_ERROR, refused));
        }
    }

    /** Either connecting took too long, or it is time to try again. */
    private void onPatience() {
        if (state == State.CONNECTING) {
            notConnected(RequestError.TIMEOUT, null);
        } else {
            next();
        }
    }

    private void notConnected(RequestError error, @Nullable IOException cause) {
        disconnect();
        if (retries < 0 || tries < retries) {
            Duration wait = firstRetry.multipliedBy(1L << Math.min(tries, 30));
            tries++;
            patience.add(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait);
            return;
        }
        tries = 0;
        for (ClientRequest each : queue.toArray(ClientRequest[]::new)) {
            queue.remove(each);
            each.failed(error, cause);
        }
        next();
    }

    private void disconnect() {
        Link old = link;
        boolean stood = state == State.IDLE || state == State.BUSY;
        link = null;
        patience.remove();
        if (state != State.CLOSED) {
            state = State.DISCONNECTED;
        }
        if (old != null) {
            old.end();
        }
        if (stood && onClose != null) {
            onClose.run();
        }
    }

    // Sending.

    private void write(ClientRequest request) {
        Link on = link;
        if (on == null) {
            return;
        }
        state = State.BUSY;
        on.transport.timeouts(timeouts.read(), timeouts.write());
        on.parser.limits(limits);
        on.parser.answersHead(request.method().name().equals("HEAD"));
        on.request(request);
        Headers headers = request.headers();
        writer.request(request.method().name(), request.target());
        if (!headers.contains("Host")) {
            writer.field("Host", authority);
        }
        headers.forEach(writer::field);
        long length = request.output().length();
        if (!headers.contains("Content-Length")
                && (length > 0 || request.method().hasBody())) {
            writer.field("Content-Length", length);
        }
        writer.end(on.transport.output());
        on.transport.output().addBuffer(request.output());
    }

    private void ended(ClientRequest request, boolean keep) {
        queue.remove(request);
        if (keep) {
            state = State.IDLE;
            if (link != null) {
                link.transport.timeouts(null, null);
            }
        } else {
            disconnect();
        }
    }

    /** Ends everything: {@code evhttp_connection_free}. Requests that are not answered fail with REQUEST_CANCEL. Idempotent. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        disconnect();
        state = State.CLOSED;
        patience.close();
        for (ClientRequest each : queue.toArray(ClientRequest[]::new)) {
            queue.remove(each);
            each.failed(RequestError.REQUEST_CANCEL, null);
        }
    }

    /** One connection to the server, as long as it lasts. */
    private final class Link implements BufferEventCallbacks, MessageSink {
        final BufferEvent transport;
        final MessageParser parser = MessageParser.responses(limits, heads, this);
        private @Nullable ClientRequest current;
        private boolean hadContent;
        private boolean used;
        private boolean reused;
        private int interim;
        private boolean over;

        Link(BufferEvent transport) {
            this.transport = transport;
        }

        void request(ClientRequest request) {
            current = request;
            hadContent = !request.output().isEmpty();
            reused = used;
            used = true;
            interim = 0;
        }

        void end() {
            over = true;
            parser.close();
            transport.close();
        }

        @Override
        public void onReadable(BufferEvent from) {
            if (current == null) {
                disconnect(); // Nobody asked for anything: whatever it is, it must not answer the next request.
            } else {
                try {
                    parser.parse(from.input());
                } catch (RuntimeException thrown) {
                    thrownBy(thrown);
                    throw thrown; // To the base's uncaught handler.
                }
            }
        }

        /** A callback of the user's threw, after which the transport cannot be used any more. */
        private void thrownBy(RuntimeException thrown) {
            ClientRequest request = current;
            if (request != null) {
                fail(request, RequestError.BUFFER_ERROR, new IOException("a callback threw", thrown));
            } else if (!over) {
                disconnect();
                next();
            }
        }

        @Override
        public void onOutcome(BufferEvent on, Outcome outcome) {
            switch (outcome) {
                case Outcome.Connected() -> connected();
                case Outcome.Eof eof -> onEnd();
                case Outcome.Timeout timeout -> broken(RequestError.TIMEOUT, null);
                case Outcome.Failed failed -> broken(RequestError.BUFFER_ERROR, failed.cause());
            }
        }

        private void connected() {
            patience.remove();
            tries = 0;
            state = State.IDLE;
            transport.enable(EventMask.READ);
            next();
        }

        private void onEnd() {
            if (current != null && parser.end() && current == null) {
                return; // The end was that of the content.
            }
            broken(RequestError.EOF, null);
        }

        private void broken(RequestError error, @Nullable IOException cause) {
            ClientRequest request = current;
            if (state == State.CONNECTING) {
                notConnected(error, cause);
            } else if (request == null) {
                disconnect();
            } else if (reused && error != RequestError.TIMEOUT && request.mayRepeat(hadContent)) {
                current = null;
                disconnect(); // The server had given up the connection before it saw the request.
                next();
            } else {
                fail(request, error, cause);
            }
        }

        private void fail(ClientRequest request, RequestError error, @Nullable IOException cause) {
            current = null;
            ended(request, false);
            request.failed(error, cause);
            next();
        }

        @Override
        public void onHead(Head head) {
            ClientRequest request = current;
            if (request == null) {
                return;
            }
            if (head.status() < 200) {
                interim++;
                if (head.status() == 101 || interim > MOST_INTERIM) {
                    fail(request, RequestError.INVALID_HEADER, null);
                }
            } else if (!request.head(head)) {
                fail(request, RequestError.REQUEST_CANCEL, null);
            }
        }

        @Override
        public long onContent(EvBuffer in, long available) {
            ClientRequest request = current;
            if (request == null || request.isOver()) {
                return over ? available : in.drain(available);
            }
            request.content(in, available);
            return available;
        }

        @Override
        public void onEnd(Head head) {
            ClientRequest request = current;
            if (head.status() >= 200 && request != null) {
                current = null;
                String wish = request.headers().find("Connection");
                boolean silent = transport.input().isEmpty(); // What comes unasked must not answer the next request.
                boolean keep = silent && head.keepsAlive() && !"close".equalsIgnoreCase(wish);
                heads.give(head);
                ended(request, keep);
                request.succeeded();
                next();
            } else {
                heads.give(head);
            }
        }

        @Override
        public void onRefused(Refusal why, Head head) {
            ClientRequest request = current;
            if (request != null) {
                boolean tooLong = why == Refusal.CONTENT_TOO_LARGE;
                fail(
                        request,
                        tooLong ? RequestError.DATA_TOO_LONG : RequestError.INVALID_HEADER,
                        new IOException("the response is refused: " + why));
            }
        }
    }
}

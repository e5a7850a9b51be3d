package io.gyre.http.client;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageWriter;
import io.gyre.http.wire.ParserLimits;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
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

    private final EventBase base;
    private final String authority;
    private final Connector connector;
    private final Deque<ClientRequest> queue = new ArrayDeque<>();
    private final HeadPool heads = new HeadPool();
    private final MessageWriter writer = new MessageWriter();
    private final LinkOwner owner = new Owner();
    private final Event retry;
    private ParserLimits limits = ParserLimits.DEFAULT.withContent(DEFAULT_MAX_BODY);
    private ClientTimeouts timeouts = ClientTimeouts.DEFAULT;
    private boolean closed;
    private boolean stood;
    private @Nullable SocketAddress address;
    private @Nullable Link link;
    private @Nullable Runnable onClose;
    private int retries;
    private int tries;
    private Duration firstRetry = FIRST_RETRY;
    private boolean closeOnCompletion;
    private boolean hadContent;

    /**
     * Makes a client that connects to a host: {@code evhttp_connection_base_new}.
     *
     * @param host a name or a literal, an IPv6 one without brackets
     * @param resolver finds its addresses, which are tried as RFC 8305 says
     */
    public ClientConnection(EventBase base, String host, int port, HostResolver resolver) {
        this(base, authority(host, port), new HostConnector(host, port, resolver));
    }

    /**
     * Makes a client that connects to an address: {@code evhttp_connection_base_bufferevent_unix_new}.
     *
     * @param authority what the Host header says
     */
    public ClientConnection(EventBase base, String authority, SocketAddress address) {
        this(base, authority, new HostConnector(address));
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
        retry = base.timer((_, _) -> next()).name("http client retry");
    }

    /**
     * {@return a client over a transport that is connected already: {@code evhttp_connection_base_bufferevent_reuse_new}} It cannot connect
     * again: once the connection is over, requests fail.
     *
     * @param authority what the Host header says
     * @param connected without a user; owned by the client from now on
     */
    public static ClientConnection over(EventBase base, String authority, BufferEvent connected) {
        var made = new ClientConnection(base, authority, _ -> {
            throw new IOException(
                    "the connection that the client was given is over, and it knows no address to connect to");
        });
        made.take(connected);
        return made;
    }

    private void take(BufferEvent connected) {
        Link taken = new Link(base, connected, owner, heads, writer);
        link = taken;
        taken.take();
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

    /**
     * {@return the address of the server, otherwise null: {@code evhttp_connection_get_addr}} There is one while there is a connection, and
     * in the callback of its end.
     */
    public @Nullable SocketAddress address() {
        return address;
    }

    /**
     * Sets which addresses of a host are used: {@code evhttp_connection_set_family}. Holds for the next connection.
     *
     * @throws IllegalStateException if somebody else connects, who has been given to the constructor
     */
    public void family(HostQuery.Family wanted) {
        own("family").family(wanted);
    }

    /**
     * Sets the address of this host that connections come from: {@code evhttp_connection_set_local_address}. Holds for the next connection.
     *
     * @param from of the server's family; null for what the kernel chooses
     * @throws IllegalStateException if somebody else connects, who has been given to the constructor
     */
    public void localAddress(@Nullable InetAddress from) {
        own("local address").localAddress(from);
    }

    /**
     * Sets the port that connections come from: {@code evhttp_connection_set_local_port}. Holds for the next connection.
     *
     * @param from up to 65535; 0 for any free one
     * @throws IllegalStateException if somebody else connects, who has been given to the constructor
     */
    public void localPort(int from) {
        own("local port").localPort(from);
    }

    /**
     * Sets whether to connect again to the address that was connected to last, without another look-up, as long as that works:
     * {@code EVHTTP_CON_REUSE_CONNECTED_ADDR}.
     *
     * @throws IllegalStateException if somebody else connects, who has been given to the constructor
     */
    public void reuseAddress(boolean wanted) {
        own("address").reuseAddress(wanted);
    }

    private HostConnector own(String what) {
        if (connector instanceof HostConnector mine) {
            return mine;
        }
        throw new IllegalStateException("the " + what + " is up to the Connector that this client was given");
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
        if (closed) {
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
            if (first && link != null && !link.isIdle()) {
                disconnect();
            }
            try {
                request.failed(RequestError.REQUEST_CANCEL, null);
            } finally {
                next();
            }
        }
    }

    private void next() {
        if (queue.isEmpty()) {
            closeIfComplete();
        } else if (closed) {
            return;
        } else if (link == null) {
            if (!retry.isPending()) {
                connect();
            }
        } else if (link.isIdle()) {
            write(link, queue.getFirst());
        }
    }

    private void closeIfComplete() {
        if (closeOnCompletion && queue.isEmpty()) {
            close();
        }
    }

    private void connect() {
        try {
            Link made = new Link(base, connector.connect(base), owner, heads, writer);
            link = made;
            made.await(timeouts.connect());
        } catch (IOException | RuntimeException refused) {
            IOException cause = refused instanceof IOException known ? known : new IOException(refused);
            retry.add(LAST_RETRY); // Keeps others from trying meanwhile.
            base.execute(() -> {
                if (!closed) {
                    retry.remove();
                    notConnected(RequestError.BUFFER_ERROR, cause);
                }
            });
        }
    }

    private void notConnected(RequestError error, @Nullable IOException cause) {
        if (closed) {
            return;
        }
        if (retries < 0 || tries < retries) {
            Duration wait = firstRetry.multipliedBy(1L << Math.min(tries, 30));
            tries++;
            retry.add(wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait);
            return;
        }
        tries = 0;
        try {
            failAll(error, cause);
        } finally {
            next();
        }
    }

    private void failAll(RequestError error, @Nullable IOException cause) {
        Each.of(queue, request -> {
            queue.remove(request);
            request.failed(error, cause);
        });
    }

    private void disconnect() {
        Link old = link;
        link = null;
        if (old != null) {
            old.end();
        }
        ended();
    }

    /** The connection is over, if there was one. */
    private void ended() {
        boolean told = stood;
        stood = false;
        try {
            if (told && onClose != null) {
                onClose.run();
            }
        } finally {
            address = link == null ? null : address; // The callback may have connected again.
        }
    }

    private void write(Link on, ClientRequest request) {
        hadContent = request.outputLength() > 0;
        on.send(request, authority, timeouts, limits);
    }

    /** Ends everything: {@code evhttp_connection_free}. Requests that are not answered fail with REQUEST_CANCEL. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        retry.close();
        try {
            disconnect();
        } finally {
            failAll(RequestError.REQUEST_CANCEL, null);
        }
    }

    /** What becomes of the connection. */
    private final class Owner implements LinkOwner {
        @Override
        public void onUp(Link up) {
            link = up;
            tries = 0;
            stood = true;
            Fd fd = up.transport.fd();
            address = fd == null ? null : fd.remoteAddress();
            if (connector instanceof HostConnector mine) {
                mine.connected(up.transport);
            }
            next();
        }

        @Override
        public void onDown(Link down, RequestError error, @Nullable IOException cause) {
            link = null;
            if (connector instanceof HostConnector mine) {
                mine.connected(null);
            }
            notConnected(error, cause);
        }

        @Override
        public void onIdleEnd(Link old) {
            link = null;
            try {
                ended();
            } finally {
                next();
            }
        }

        @Override
        public void onDone(Link on, ClientRequest request, boolean keep) {
            queue.remove(request);
            if (!keep) {
                link = null;
                ended();
            }
        }

        @Override
        public void afterDone(Link on) {
            next();
        }

        @Override
        public void onBroken(
                Link old, ClientRequest request, RequestError error, @Nullable IOException cause, boolean stale) {
            link = null;
            try {
                ended();
            } finally {
                broken(request, error, cause, stale);
            }
        }

        private void broken(ClientRequest request, RequestError error, @Nullable IOException cause, boolean stale) {
            try {
                if (!stale || !request.mayRepeat(hadContent)) {
                    queue.remove(request);
                    request.failed(error, cause);
                }
            } finally {
                next();
            }
        }
    }
}

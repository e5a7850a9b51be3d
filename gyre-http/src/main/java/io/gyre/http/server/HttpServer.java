package io.gyre.http.server;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.http.Method;
import io.gyre.http.UpgradeHandler;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageWriter;
import io.gyre.http.wire.ParserLimits;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.SocketOption;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on one loop: {@code evhttp}. Paths, hosts and limits may be changed at any time, and hold for the next request. All
 * methods are for the loop's thread, or for any while the loop does not run.
 */
public final class HttpServer implements AutoCloseable {
    /** How long content may be that is collected before the handler is called: 8 MiB. */
    public static final long DEFAULT_MAX_BODY = 8 << 20;

    private static final int REQUESTS_KEPT = 64;

    private final EventBase base;
    private final Routes routes = new Routes();
    private final VirtualHosts hosts = new VirtualHosts();
    private final List<BoundSocket> sockets = new ArrayList<>();
    private final Connections connections = new Connections();
    private final Sweeper sweeper;
    private final ArrayDeque<HttpRequest> idleRequests = new ArrayDeque<>();
    private final HeadPool heads = new HeadPool();
    private final MessageWriter writer = new MessageWriter();
    private final DateField date;
    private Map<String, Method> allowed = byName(Method.DEFAULT);
    private ParserLimits limits = ParserLimits.DEFAULT;
    private ServerTimeouts timeouts = ServerTimeouts.DEFAULT;
    private long maxBody = DEFAULT_MAX_BODY;
    private boolean lingeringClose = true;
    private boolean hostOptional;
    private @Nullable String defaultContentType = "text/html; charset=ISO-8859-1";
    private @Nullable HttpHandler general;
    private @Nullable BufferEventFactory transports;
    private @Nullable Predicate<HttpRequest> newRequests;
    private @Nullable ErrorPage errorPage;
    private @Nullable AccessLog accessLog;
    private @Nullable HttpServer parent;
    private @Nullable Draining draining;
    private boolean closed;

    /** Makes a server that listens nowhere yet: {@code evhttp_new}. */
    public HttpServer(EventBase base) {
        this.base = base;
        sweeper = new Sweeper(base, connections);
        date = new DateField(base);
    }

    /** {@return the base whose loop serves} */
    public EventBase base() {
        return base;
    }

    // Listening.

    /**
     * Listens at an address: {@code evhttp_bind_socket} and {@code evhttp_bind_socket_with_handle}. May be called for several.
     *
     * @param address an {@link InetSocketAddress}, with port 0 for any free one, or a {@link java.net.UnixDomainSocketAddress}
     * @param options how to listen, such as {@link ListenerOption#REUSEABLE_PORT}
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     */
    public BoundSocket bind(SocketAddress address, ListenerOption... options) throws ErrnoException {
        return bind(ConnectionListener.bind(base, address, null, options));
    }

    /**
     * Serves at a socket that listens already, and closes it with the server: {@code evhttp_accept_socket} and
     * {@code evhttp_accept_socket_with_handle}.
     */
    public BoundSocket accept(Fd listening) {
        return bind(ConnectionListener.of(base, listening, null, ListenerOption.CLOSE_ON_FREE));
    }

    /** Serves from a listener, which is the server's from now on, with its callback: {@code evhttp_bind_listener}. */
    public BoundSocket bind(ConnectionListener listener) {
        checkOpen();
        if (parent != null) {
            throw new IllegalStateException("a virtual host cannot listen: bind the server that it is part of");
        }
        var socket = new BoundSocket(this, listener);
        sockets.add(socket);
        return socket;
    }

    /** {@return every socket that this listens at: {@code evhttp_foreach_bound_socket}} */
    public List<BoundSocket> sockets() {
        return List.copyOf(sockets);
    }

    void forget(BoundSocket socket) {
        sockets.remove(socket);
    }

    // Who answers.

    /**
     * Has requests for a path answered, once their content is there: {@code evhttp_set_cb}.
     *
     * @param path decoded and without query; also {@code *} for {@code OPTIONS *}
     * @throws IllegalStateException if somebody answers the path already
     */
    public void handle(String path, HttpHandler handler) {
        add(path, new Route(handler, false, null));
    }

    /** As {@link #handle}, but calls the handler when the head is there; content goes to {@link HttpRequest#onBody}. */
    public void stream(String path, HttpHandler handler) {
        add(path, new Route(handler, true, null));
    }

    /** Lets another protocol answer the requests for a path that offer one; others get 426. */
    public void upgrade(String path, UpgradeHandler handler) {
        add(path, new Route(null, false, handler));
    }

    private void add(String path, Route route) {
        if (!routes.add(path, route)) {
            throw new IllegalStateException("somebody answers " + path + " already: remove that first");
        }
    }

    /** Lets nobody answer a path: {@code evhttp_del_cb}. Answers whether somebody did. */
    public boolean remove(String path) {
        return routes.remove(path);
    }

    /** Has all other requests answered: {@code evhttp_set_gencb}. Without a handler, or with null, they get 404. */
    public void handleOthers(@Nullable HttpHandler handler) {
        general = handler;
    }

    /** Adds a server for the hosts that match a pattern: {@code evhttp_add_virtual_host}.
     *
     * @param pattern a host name, where an asterisk stands for any characters
     * @param host has no sockets; closed with this server
     * @throws IllegalStateException if it has sockets, or is part of a server already
     */
    public void addVirtualHost(String pattern, HttpServer host) {
        if (host.parent != null || !host.sockets.isEmpty() || host == this) {
            throw new IllegalStateException("this server is part of another or listens itself: use a fresh one");
        }
        host.parent = this;
        hosts.add(pattern, host);
    }

    /** Takes a server out: {@code evhttp_remove_virtual_host}. Answers whether it was there; it is the caller's again. */
    public boolean removeVirtualHost(HttpServer host) {
        boolean removed = hosts.remove(host);
        if (removed) {
            host.parent = null;
        }
        return removed;
    }

    /** Adds another name of this virtual host: {@code evhttp_add_server_alias}. Answers whether it was new. */
    public boolean addAlias(String name) {
        return hosts.addAlias(name);
    }

    /** Removes a name: {@code evhttp_remove_server_alias}. Answers whether it was one. */
    public boolean removeAlias(String name) {
        return hosts.removeAlias(name);
    }

    // Settings.

    /** Sets which methods are let through to the handlers; others get 501: {@code evhttp_set_allowed_methods}. */
    public void allowedMethods(Set<Method> methods) {
        allowed = byName(methods);
    }

    private static Map<String, Method> byName(Set<Method> methods) {
        return methods.stream().collect(Collectors.toUnmodifiableMap(Method::name, Function.identity()));
    }

    /** {@return which methods are let through} */
    public Set<Method> allowedMethods() {
        return Set.copyOf(allowed.values());
    }

    /** Sets how much of everything a message may have: {@code evhttp_set_max_headers_size}, and more. */
    public void limits(ParserLimits other) {
        limits = other;
    }

    /** Sets how long content may be that is collected; longer gets 413: {@code evhttp_set_max_body_size}. */
    public void maxBodySize(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException(
                    "content cannot be limited to " + bytes + " bytes: use Long.MAX_VALUE for any");
        }
        maxBody = bytes;
    }

    /** Sets how many connections there may be; more get 503: {@code evhttp_set_max_connections}. 0 for no limit. */
    public void maxConnections(int count) {
        connections.limit(count);
    }

    /** Sets how many connections one address may have; more get 503. 0 for no limit. */
    public void maxConnectionsPerClient(int count) {
        connections.limitPerClient(count);
    }

    /** {@return how many connections there are, with those that WebSocket has: {@code evhttp_get_connection_count}} */
    public int connectionCount() {
        return connections.count();
    }

    /** Sets how long connections may take: {@code evhttp_set_timeout}, {@code evhttp_set_read_timeout_tv} and the others. */
    public void timeouts(ServerTimeouts other) {
        timeouts = other;
        sweeper.period(other);
    }

    /**
     * Sets whether content that is refused is read and thrown away, so that the client gets to read the answer:
     * {@code EVHTTP_SERVER_LINGERING_CLOSE}. On by default.
     */
    public void lingeringClose(boolean on) {
        lingeringClose = on;
    }

    /**
     * Sets whether requests of HTTP/1.1 are taken without a Host. Off by default, for RFC 9112 requires one; {@code evhttp} takes them, and
     * libevent's RPC clients send no Host. Holds for connections that are made later.
     */
    public void hostOptional(boolean on) {
        hostOptional = on;
    }

    /** Sets the Content-Type of replies that have content but no type: {@code evhttp_set_default_content_type}. */
    public void defaultContentType(@Nullable String type) {
        defaultContentType = type;
    }

    /** Sets who makes the transports of connections: {@code evhttp_set_bevcb}. */
    public void transports(@Nullable BufferEventFactory factory) {
        transports = factory;
    }

    /** Sets who sees each request first; if the answer is false the connection is closed: {@code evhttp_set_newreqcb}. */
    public void onNewRequest(@Nullable Predicate<HttpRequest> filter) {
        newRequests = filter;
    }

    /** Sets who makes the content of error replies: {@code evhttp_set_errorcb}. */
    public void errorPage(@Nullable ErrorPage page) {
        errorPage = page;
    }

    /** Sets who learns of every request that was answered. */
    public void accessLog(@Nullable AccessLog log) {
        accessLog = log;
    }

    // For the connections.

    void accept(BoundSocket socket, Fd connection, @Nullable SocketAddress peer) {
        boolean full = connections.isFull(peer);
        BufferEvent transport = transport(socket, connection);
        if (peer instanceof InetSocketAddress) {
            noDelay(connection);
        }
        var made = new HttpConnection(this, transport, peer);
        connections.add(made);
        sweeper.start();
        made.start(full);
    }

    /** Without it the end of a reply that takes two segments would wait for the client's delayed acknowledgement. */
    private static void noDelay(Fd connection) {
        try {
            connection.option(SocketOption.NO_DELAY, 1);
        } catch (ErrnoException gone) {
            // The client is gone already, as the first read will tell.
        }
    }

    private BufferEvent transport(BoundSocket socket, Fd connection) {
        BufferEventFactory factory = socket.transports() == null ? transports : socket.transports();
        BufferEvent made = factory == null ? null : factory.create(base, connection);
        return made == null ? SocketBufferEvent.of(base, connection, BufferEventOption.CLOSE_ON_FREE) : made;
    }

    /** {@return the connection as another protocol has it} It stays among those of this server until that is over. */
    Upgraded giveAway(HttpConnection connection) {
        var given = new Upgraded(this, connection);
        connections.add(given);
        remove(connection);
        return given;
    }

    void remove(HttpConnection connection) {
        connections.remove(connection);
        if (!connections.isHttp()) {
            sweeper.stop();
        }
        finishDraining();
    }

    void remove(Upgraded connection) {
        connections.remove(connection);
        finishDraining();
    }

    private void finishDraining() {
        if (draining != null && connections.isEmpty()) {
            draining.finish();
        }
    }

    boolean isDraining() {
        return draining != null;
    }

    HttpRequest takeRequest() {
        HttpRequest idle = idleRequests.pollLast();
        return idle == null ? new HttpRequest() : idle;
    }

    void giveRequest(HttpRequest done) {
        if (idleRequests.size() < REQUESTS_KEPT) {
            idleRequests.addLast(done);
        }
    }

    HttpServer serverOf(@Nullable String host) {
        return hosts.isEmpty() || host == null ? this : hosts.find(host, this);
    }

    boolean hasVirtualHosts() {
        return !hosts.isEmpty();
    }

    /** {@return the method of that name if it is allowed, or null} */
    @Nullable
    Method allowedMethod(String name) {
        return allowed.get(name);
    }

    boolean letsThrough(HttpRequest request) {
        return newRequests == null || newRequests.test(request);
    }

    VirtualHosts hosts() {
        return hosts;
    }

    Routes routes() {
        return routes;
    }

    HeadPool heads() {
        return heads;
    }

    MessageWriter writer() {
        return writer;
    }

    DateField date() {
        return date;
    }

    ParserLimits limits() {
        return limits;
    }

    ServerTimeouts timeouts() {
        return timeouts;
    }

    long maxBody() {
        return maxBody;
    }

    boolean isHostOptional() {
        return hostOptional;
    }

    boolean lingers() {
        return lingeringClose;
    }

    @Nullable
    String defaultContentType() {
        return defaultContentType;
    }

    @Nullable
    HttpHandler general() {
        return general;
    }

    @Nullable
    ErrorPage errorPage() {
        return errorPage;
    }

    @Nullable
    AccessLog accessLog() {
        return accessLog;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the server is closed");
        }
    }

    /**
     * Stops listening and lets requests finish: connections that rest are closed, others after the reply that they owe. Those that are left
     * in the end are closed at once. Called again, it shortens the time to the new limit.
     *
     * @param limit how long replies may take
     * @param finished called once, from the loop, when there is no connection left
     */
    public void drain(Duration limit, Runnable finished) {
        checkOpen();
        sockets().forEach(BoundSocket::close);
        if (draining == null) {
            draining = new Draining(base, connections::closeAll, finished);
        }
        draining.limit(limit);
        connections.drain();
        finishDraining();
    }

    /** Closes all sockets, connections and virtual hosts: {@code evhttp_free}. Requests that are not answered never will be. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        sockets().forEach(BoundSocket::close);
        connections.closeAll();
        hosts.servers().forEach(HttpServer::close);
        sweeper.close();
        if (draining != null) {
            draining.close();
        }
        routes.handlers().forEach(HttpHandler::serverClosed);
        if (general != null) {
            general.serverClosed();
        }
    }
}

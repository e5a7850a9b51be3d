package io.gyre.http.client;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.net.HostQuery;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connections of one route, and the calls that wait for one. */
final class HostPool implements LinkOwner, ProxyTunnel.Ending {
    /** A connection that nobody uses, and until when it is kept, in nanoseconds of the base's clock. */
    private record Kept(Link link, long until) {}

    private static final String TIMEOUT = "timeout=";

    private final Pool pool;
    private final Route route;
    private final Deque<Kept> idle = new ArrayDeque<>();
    private final Set<Link> links = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<ProxyTunnel> tunnels = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Call> waiting = new ArrayDeque<>();
    private int opening;
    private boolean pumping;

    /** A connection that goes to the next call that waits as soon as the last one has been told of its end. */
    private @Nullable Link returned;

    HostPool(Pool pool, Route route) {
        this.pool = pool;
        this.route = route;
    }

    boolean isUnused() {
        return links.isEmpty() && tunnels.isEmpty() && waiting.isEmpty();
    }

    int size() {
        return links.size() + tunnels.size();
    }

    int idle() {
        return idle.size();
    }

    // Calls.

    /** Gives the call a connection, now or later. If it has to be a fresh one, those that are idle are not trusted any more. */
    void acquire(Call call, boolean fresh) {
        if (fresh) {
            while (!idle.isEmpty()) {
                drop(idle.removeFirst().link());
            }
        }
        Kept kept = idle.pollLast(); // The one that was used last is the least likely to be dead.
        if (kept != null) {
            call.ready(this, kept.link());
        } else if (pool.mayWait()) {
            waiting.addLast(call);
            pump();
        } else {
            var full = new IOException("too many calls wait for a connection already: see PoolLimits.waiting");
            pool.base().execute(() -> call.failedToConnect(RequestError.OVERLOAD, full));
        }
    }

    boolean forget(Call call) {
        boolean found = waiting.remove(call);
        if (found) {
            pool.waits(-1);
        }
        return found;
    }

    /** Closes a connection in the middle of an exchange. */
    void abandon(Link link) {
        if (links.contains(link)) {
            drop(link);
            pump();
        }
    }

    /** Makes as many connections as calls wait, within the limits. */
    void pump() {
        if (pumping) {
            return;
        }
        pumping = true; // What cannot be opened at once leads here again: a loop, and no recursion.
        try {
            while (opening < waiting.size() && size() < pool.limits().perHost() && pool.makeRoom(this)) {
                open(waiting.getFirst());
            }
        } finally {
            pumping = false;
        }
    }

    private void give(Link link) {
        Call next = waiting.pollFirst();
        if (next == null) {
            keep(link, pool.limits().idle().toNanos());
        } else {
            pool.waits(-1);
            next.ready(this, link);
        }
    }

    // Idle connections.

    private void keep(Link link, long nanos) {
        idle.addLast(new Kept(link, pool.base().cachedNanoTime() + nanos));
        pool.sweepIn(nanos);
    }

    /** {@return how long the rest may wait, in nanoseconds, or -1 if there is none, after closing what has been idle for too long} */
    long sweep(long now) {
        idle.removeIf(each -> {
            boolean over = each.until() - now <= 0;
            if (over) {
                drop(each.link());
            }
            return over;
        });
        return idle.stream().mapToLong(each -> each.until() - now).min().orElse(-1);
    }

    /** {@return whether an idle connection was there to be closed} */
    boolean evictOne() {
        Kept oldest = idle.pollFirst();
        if (oldest != null) {
            drop(oldest.link());
        }
        return oldest != null;
    }

    private void drop(Link link) {
        link.end();
        remove(link);
    }

    private void remove(Link link) {
        if (links.remove(link)) {
            pool.freed();
        }
    }

    /** A server that tells its patience is believed, and left a second before it. */
    private long patience(@Nullable String keepAlive) {
        long nanos = pool.limits().idle().toNanos();
        int from = keepAlive == null ? -1 : keepAlive.indexOf(TIMEOUT);
        if (keepAlive == null || from < 0) {
            return nanos;
        }
        long seconds = 0;
        for (int i = from + TIMEOUT.length(); i < keepAlive.length() && seconds < 1_000_000; i++) {
            int digit = keepAlive.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            seconds = seconds * 10 + digit;
        }
        return Math.min(nanos, TimeUnit.SECONDS.toNanos(Math.max(0, seconds - 1)));
    }

    // Connecting.

    private void open(Call first) {
        var socket = SocketBufferEvent.unconnected(pool.base(), BufferEventOption.CLOSE_ON_FREE);
        opening++;
        pool.opened();
        Runnable undo = socket::close;
        try {
            if (route.proxy() != null && route.secure()) {
                ProxyTunnel made = tunnel(socket, route.proxy());
                undo = () -> undo(made);
                made.await(first.timeouts().connect());
            } else {
                Link made = link(socket);
                undo = () -> undo(made);
                made.await(first.timeouts().connect());
            }
            connect(socket);
        } catch (RuntimeException misfit) { // A name that TLS cannot take, or what a resolver throws.
            undo.run();
            notOpened(RequestError.BUFFER_ERROR, new IOException(misfit.getMessage(), misfit));
        }
    }

    /** Before its time is over, which would count it once more. */
    private void undo(Link made) {
        links.remove(made);
        made.end();
    }

    private void undo(ProxyTunnel made) {
        tunnels.remove(made);
        made.close();
    }

    private ProxyTunnel tunnel(SocketBufferEvent socket, Proxy proxy) {
        var made = new ProxyTunnel(pool.base(), socket, proxy, authority(), pool.heads(), pool.writer(), this);
        tunnels.add(made);
        return made;
    }

    private String authority() {
        String name = route.host().indexOf(':') >= 0 ? "[" + route.host() + "]" : route.host();
        return name + ":" + route.port();
    }

    private Link link(BufferEvent socket) {
        TlsLayer tls = pool.tls();
        BufferEvent transport = tls != null && route.secure() ? tls.over(socket, route.host(), route.port()) : socket;
        var link = new Link(pool.base(), transport, this, pool.heads(), pool.writer());
        links.add(link);
        return link;
    }

    private void connect(SocketBufferEvent socket) {
        socket.localAddress(pool.localAddress());
        Proxy proxy = route.proxy();
        if (route.address() != null) {
            socket.localAddress(null);
            socket.connect(route.address());
        } else if (proxy != null) {
            socket.connect(HostQuery.of(proxy.host(), proxy.port()).withFamily(pool.family()), pool.resolver());
        } else {
            socket.connect(HostQuery.of(route.host(), route.port()).withFamily(pool.family()), pool.resolver());
        }
    }

    @Override
    public void open(ProxyTunnel tunnel, SocketBufferEvent through) {
        tunnels.remove(tunnel);
        try {
            Call first = waiting.peekFirst();
            link(through).await((first == null ? ClientTimeouts.DEFAULT : first.timeouts()).connect());
        } catch (RuntimeException misfit) {
            through.close();
            notOpened(RequestError.BUFFER_ERROR, new IOException(misfit.getMessage(), misfit));
        }
    }

    @Override
    public void refused(ProxyTunnel tunnel, RequestError error, @Nullable IOException cause) {
        tunnels.remove(tunnel);
        notOpened(error, cause);
    }

    private void notOpened(RequestError error, @Nullable IOException cause) {
        opening--;
        pool.freed();
        failFirst(error, cause);
        pump();
    }

    private void failFirst(RequestError error, @Nullable IOException cause) {
        Call first = waiting.pollFirst();
        if (first != null) {
            pool.waits(-1);
            pool.base().execute(() -> first.failedToConnect(error, cause));
        }
    }

    // What becomes of connections.

    @Override
    public void onUp(Link link) {
        opening--;
        give(link);
    }

    @Override
    public void onDown(Link link, RequestError error, @Nullable IOException cause) {
        links.remove(link);
        notOpened(error, cause);
    }

    @Override
    public void onIdleEnd(Link link) {
        idle.removeIf(each -> each.link() == link);
        returned = returned == link ? null : returned;
        remove(link);
        pump();
    }

    @Override
    public void onDone(Link link, ClientRequest request, boolean keep) {
        if (!keep || pool.isClosed()) {
            drop(link);
            pump();
            return;
        }
        long nanos = patience(request.responseField("Keep-Alive"));
        if (nanos <= 0) {
            drop(link);
            pump();
        } else if (waiting.isEmpty()) {
            keep(link, nanos);
        } else {
            returned = link;
        }
    }

    /** Not before, for if the callback of the last call throws, the connection ends, and the next one would with it. */
    @Override
    public void afterDone(Link link) {
        if (returned == link) {
            returned = null;
            if (link.isIdle()) {
                give(link);
            }
        }
    }

    @Override
    public void onBroken(
            Link link, ClientRequest request, RequestError error, @Nullable IOException cause, boolean stale) {
        remove(link);
        request.stale(stale);
        try {
            request.failed(error, cause);
        } finally {
            pump(); // Those who wait have nobody else to do it.
        }
    }

    void close() {
        idle.clear();
        for (Link each : links.toArray(Link[]::new)) {
            each.end();
        }
        links.clear();
        tunnels.forEach(ProxyTunnel::close);
        tunnels.clear();
    }
}

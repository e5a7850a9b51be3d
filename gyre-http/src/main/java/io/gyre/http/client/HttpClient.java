package io.gyre.http.client;

import io.gyre.event.EventBase;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A client of any servers: it keeps connections and uses them again, follows redirects, goes through a proxy, decompresses, and repeats
 * what may be repeated. libevent has {@code evhttp_connection} only, for which see {@link ClientConnection}.
 *
 * <p>It belongs to one loop. It is set up and closed on the loop's thread, or before the loop runs; calls may be made from any thread.
 * Settings hold for calls that begin afterwards. Cookies are up to the user.
 */
public final class HttpClient implements AutoCloseable {
    /** How many redirects are followed unless said otherwise. */
    public static final int DEFAULT_REDIRECTS = 10;

    /** How much content is collected unless said otherwise: 64 MiB. */
    public static final long DEFAULT_MAX_CONTENT = 64 << 20;

    /** How often the compressed size content may have, once it has more than 4 MiB, unless said otherwise. */
    public static final int DEFAULT_MAX_RATIO = 250;

    private final EventBase base;
    private final Pool pool;
    private final Set<Call> calls = Collections.newSetFromMap(new IdentityHashMap<>());
    private ClientTimeouts timeouts = ClientTimeouts.DEFAULT;
    private Retries retries = Retries.NONE;
    private ProxyChoice proxies = ProxyChoice.NONE;
    private int redirects = DEFAULT_REDIRECTS;
    private int mostRatio = DEFAULT_MAX_RATIO;
    private boolean decompresses = true;
    private boolean closed;

    /** Makes a client without TLS that looks hosts up as the system does. */
    public HttpClient(EventBase base) {
        this.base = base;
        pool = new Pool(base);
    }

    /** {@return the base whose loop everything happens on} */
    public EventBase base() {
        return base;
    }

    // How it is to be.

    /** Sets who finds the addresses of hosts, which are tried as RFC 8305 says. */
    public void resolver(HostResolver other) {
        pool.resolver(other);
    }

    /** Sets which addresses of hosts are used. */
    public void family(HostQuery.Family wanted) {
        pool.family(wanted);
    }

    /** Sets where connections come from, or null for what the kernel chooses. With a port other than 0 there can be one for each address. */
    public void localAddress(@Nullable InetSocketAddress from) {
        pool.localAddress(from);
    }

    /** Sets how TLS is made, without which {@code https} is refused. */
    public void tls(@Nullable TlsLayer layer) {
        pool.tls(layer);
    }

    /** Sets the proxy for all requests that name no address of their own, or null for none. */
    public void proxy(@Nullable Proxy other) {
        proxies = (_, _, _) -> other;
    }

    /** Sets who chooses the proxy of each request that names no address of its own, also after redirects. */
    public void proxies(ProxyChoice choice) {
        proxies = choice;
    }

    ProxyChoice proxies() {
        return proxies;
    }

    /** Sets how many connections are kept, and for how long. */
    public void limits(PoolLimits other) {
        pool.limits(other);
    }

    /** Sets how long to wait. */
    public void timeouts(ClientTimeouts other) {
        timeouts = other;
    }

    ClientTimeouts timeouts() {
        return timeouts;
    }

    /** Sets how often to try once more. */
    public void retries(Retries other) {
        retries = other;
    }

    Retries retries() {
        return retries;
    }

    /** Sets how many redirects a call follows; with 0 they are responses as any other. */
    public void redirects(int most) {
        if (most < 0) {
            throw new IllegalArgumentException("the number of redirects cannot be " + most);
        }
        redirects = most;
    }

    int redirects() {
        return redirects;
    }

    /**
     * Sets whether to ask for compressed content, and decompress it on its way. Requests with a {@code Range} or an {@code Accept-Encoding}
     * of their own are left alone.
     */
    public void decompresses(boolean wanted) {
        decompresses = wanted;
    }

    boolean decompresses() {
        return decompresses;
    }

    /** Sets how often the compressed size content may have once it has more than 4 MiB, so that little cannot become too much. */
    public void maxRatio(int times) {
        if (times < 1) {
            throw new IllegalArgumentException("a ratio cannot be " + times + ": use 1 or more");
        }
        mostRatio = times;
    }

    int mostRatio() {
        return mostRatio;
    }

    Pool pool() {
        return pool;
    }

    // How it is.

    /** {@return how many connections there are, also those that are being made} */
    public int connections() {
        return pool.connections();
    }

    /** {@return how many of the connections are not used now} */
    public int idleConnections() {
        return pool.idle();
    }

    /** {@return how many calls wait for a connection} */
    public int waiting() {
        return pool.waiting();
    }

    // Calling.

    /**
     * Begins a call whose content a listener takes as it comes.
     *
     * @throws IllegalStateException if this is closed; from another thread than the loop's, the listener learns it
     */
    public Call start(UrlRequest request, CallListener listener) {
        return start(request, listener, request.maxContentOr(Long.MAX_VALUE));
    }

    private Call start(UrlRequest request, CallListener listener, long mostContent) {
        var call = new Call(this, request, listener, mostContent);
        if (base.inLoop() || base.loopThread() == null) {
            checkOpen();
            begin(call);
        } else {
            base.execute(() -> begin(call));
        }
        return call;
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    private void begin(Call call) {
        if (closed) {
            call.fail(new CallFailure(RequestError.REQUEST_CANCEL, "the client is closed", null));
        } else if (!call.isOver()) { // It may have been cancelled on its way here.
            calls.add(call);
            call.start();
        }
    }

    void ended(Call call) {
        calls.remove(call);
    }

    /**
     * {@return the whole response, some time} It fails with a {@link CallFailure}. To cancel it is to cancel the call.
     *
     * @throws IllegalStateException if this is closed
     */
    public CompletableFuture<Response> send(UrlRequest request) {
        var collector = new Collector();
        Call call = start(request, collector, request.maxContentOr(DEFAULT_MAX_CONTENT));
        CompletableFuture<Response> future = collector.future();
        var _ = future.whenComplete((_, failure) -> {
            if (failure instanceof CancellationException) {
                call.cancel();
            }
        });
        return future;
    }

    /**
     * {@return the whole response, once it is there} For other threads than the loop's, virtual ones above all. Whoever is interrupted
     * cancels the call.
     *
     * @throws IllegalStateException on the loop's thread, which would wait for itself; or if this is closed
     * @throws CallFailure if there is no response
     */
    public Response call(UrlRequest request) throws IOException, InterruptedException {
        if (base.inLoop()) {
            throw new IllegalStateException(
                    "a blocking call on the loop's thread would never end: use send or start, or another thread");
        }
        CompletableFuture<Response> future = send(request);
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(false);
            throw interrupted;
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        }
    }

    private static IOException rethrown(ExecutionException failed) {
        if (failed.getCause() instanceof CallFailure failure) {
            var here = new CallFailure(failure.error(), String.valueOf(failure.getMessage()), failure);
            return here; // With the stack of the caller, and the other one as its cause.
        }
        return new IOException(failed.getCause());
    }

    /** Closes all connections. Calls that have not ended fail with {@link RequestError#REQUEST_CANCEL}. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                var cause = new CallFailure(RequestError.REQUEST_CANCEL, "the client was closed", null);
                Each.of(calls, call -> call.fail(cause));
            } finally {
                pool.close();
            }
        }
    }
}

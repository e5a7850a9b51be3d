package io.gyre.rpc;

import io.gyre.event.EventBase;
import io.gyre.http.client.ClientConnection;
import io.gyre.tag.TagLimits;
import io.gyre.tag.TagReader;
import io.gyre.tag.TagWriter;
import io.gyre.tag.TaggedMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls over several connections: {@code evrpc_pool}. A call goes over the first connection on which nothing is under way, or waits in
 * line for one. Calls can be made from any thread; everything else, and all callbacks, are for the loop's thread.
 */
public final class RpcPool implements AutoCloseable {
    /** How long a call may take unless said otherwise: 50 seconds, as a connection's read timeout. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(50);

    /** How many calls may wait for a connection unless said otherwise. */
    public static final int DEFAULT_MAX_QUEUED = 10_000;

    private static final int ALARMS_KEPT = 64;

    private final EventBase base;
    private final List<PooledConnection> connections = new ArrayList<>();
    private final Set<PooledCall<?, ?>> queue = new LinkedHashSet<>();
    private final ArrayDeque<Alarm> alarms = new ArrayDeque<>();
    private final Hooks hooks = new Hooks();
    private final TagReader reader;
    private final TagWriter writer;
    private @Nullable Duration timeout = DEFAULT_TIMEOUT;
    private int maxQueued = DEFAULT_MAX_QUEUED;
    private boolean closed;
    private boolean scheduling;

    /** Makes a pool without connections: {@code evrpc_pool_new}. */
    public RpcPool(EventBase base) {
        this(base, TagLimits.DEFAULT);
    }

    /** As {@link #RpcPool(EventBase)}, with limits for what goes and comes. */
    public RpcPool(EventBase base, TagLimits limits) {
        this.base = base;
        reader = new TagReader(limits);
        writer = new TagWriter(limits);
    }

    /** {@return the base on which the calls are made} */
    public EventBase base() {
        return base;
    }

    Hooks hooks() {
        return hooks;
    }

    TagReader reader() {
        return reader;
    }

    TagWriter writer() {
        return writer;
    }

    // Connections.

    /**
     * Adds a connection, which is the pool's from now on: {@code evrpc_pool_add_connection}. Calls that wait begin at once.
     *
     * @throws IllegalArgumentException if it belongs to another base
     */
    public void addConnection(ClientConnection connection) {
        checkOpen();
        if (connection.base() != base) {
            throw new IllegalArgumentException("the connection belongs to another base than the pool");
        }
        connections.add(new PooledConnection(connection));
        schedule();
    }

    /** Takes a connection out: {@code evrpc_pool_remove_connection}. Answers whether it was there; it is the caller's again, with its call. */
    public boolean removeConnection(ClientConnection connection) {
        return connections.removeIf(pooled -> pooled.connection == connection);
    }

    /** {@return how many connections there are} */
    public int connections() {
        return connections.size();
    }

    /** {@return how many calls wait for a connection} */
    public int queued() {
        return queue.size();
    }

    // Settings.

    /**
     * Sets how long a call may take, with its wait for a connection: {@code evrpc_pool_set_timeout}. Holds for calls that are made later; how
     * long the connections themselves wait is up to {@link ClientConnection#timeouts}.
     *
     * @param longest null for no limit but those of the connections
     */
    public void timeout(@Nullable Duration longest) {
        if (longest != null && !longest.isPositive()) {
            throw new IllegalArgumentException("a timeout cannot be " + longest + ": use null for none");
        }
        timeout = longest;
    }

    /** Sets how many calls may wait for a connection; more fail with {@link RpcError#UNSTARTED}. */
    public void maxQueued(int calls) {
        if (calls < 0) {
            throw new IllegalArgumentException("there cannot be " + calls + " calls in line");
        }
        maxQueued = calls;
    }

    /** Shows all messages to a hook, after those that are there: {@code evrpc_add_hook}. */
    public void addHook(HookPosition position, RpcHook hook) {
        hooks.add(position, hook);
    }

    /** Takes a hook out: {@code evrpc_remove_hook}. Answers whether it was there. */
    public boolean removeHook(HookPosition position, RpcHook hook) {
        return hooks.remove(position, hook);
    }

    // Calls.

    /**
     * Calls a method: {@code EVRPC_MAKE_REQUEST}, {@code evrpc_send_request_generic}. From any thread. Whatever goes wrong is told to the callback.
     *
     * @param callback called on the loop's thread, once
     */
    public <Q extends TaggedMessage, R extends TaggedMessage> void call(
            RpcMethod<Q, R> method, Q request, RpcCallback<R> callback) {
        begin(new PooledCall<>(this, method, request, callback));
    }

    /**
     * Calls a method. From any thread.
     *
     * @return completed on the loop's thread, with an {@link RpcException} if there is no reply. Cancelling it cancels the call, which closes the
     *     connection if it is under way already
     */
    public <Q extends TaggedMessage, R extends TaggedMessage> CompletableFuture<R> call(
            RpcMethod<Q, R> method, Q request) {
        var future = new RpcFuture<R>();
        var call = new PooledCall<>(this, method, request, future);
        future.of(call);
        begin(call);
        return future;
    }

    /**
     * Calls a method and waits for the reply. From any thread but the loop's, such as a virtual one.
     *
     * @throws RpcException if there is no reply
     * @throws IllegalStateException on the loop's thread, which would wait for itself
     * @throws InterruptedException if the thread is interrupted; the call is then cancelled
     */
    public <Q extends TaggedMessage, R extends TaggedMessage> R callBlocking(RpcMethod<Q, R> method, Q request)
            throws RpcException, InterruptedException {
        if (base.inLoop()) {
            throw new IllegalStateException("the loop would wait for itself: use call, or another thread");
        }
        CompletableFuture<R> future = call(method, request);
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            future.cancel(false);
            throw interrupted;
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RpcException why) {
                throw new RpcException(
                        why.error(), String.valueOf(why.getMessage()), why); // With this thread's stack, too.
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private void begin(PooledCall<?, ?> call) {
        call.onLoop(() -> beginInLoop(call));
    }

    private void beginInLoop(PooledCall<?, ?> call) {
        if (closed) {
            call.fail(RpcError.UNSTARTED, "the pool is closed", null);
            return;
        }
        PooledConnection free = queue.isEmpty() ? idle() : null;
        if (free == null && queue.size() >= maxQueued) {
            call.fail(RpcError.UNSTARTED, maxQueued + " calls wait already: see RpcPool.maxQueued", null);
            return;
        }
        if (timeout != null) {
            Alarm alarm = alarms.isEmpty() ? new Alarm(base) : alarms.removeLast();
            alarm.set(call, timeout);
            call.alarm(alarm);
        }
        if (free == null) {
            queue.add(call);
        } else {
            call.start(free);
        }
    }

    /** Begins the calls that wait, as far as there are connections. */
    void schedule() {
        if (scheduling) {
            return; // A call that ends at once leads here again: the next one's turn comes below, without recursion.
        }
        scheduling = true;
        boolean thrown = true;
        try {
            startThoseThatCan();
            thrown = false;
        } finally {
            scheduling = false;
            if (thrown && !queue.isEmpty()) {
                base.execute(this::schedule);
            }
        }
    }

    private void startThoseThatCan() {
        while (!closed && !queue.isEmpty()) {
            PooledConnection free = idle();
            if (free == null) {
                return;
            }
            PooledCall<?, ?> first = queue.iterator().next();
            queue.remove(first);
            first.start(free);
        }
    }

    private @Nullable PooledConnection idle() {
        for (PooledConnection each : connections) {
            if (each.isIdle()) {
                return each;
            }
        }
        return null;
    }

    /** A call has ended that was in line. */
    void forget(PooledCall<?, ?> call) {
        queue.remove(call);
    }

    void giveAlarm(Alarm alarm) {
        alarm.stop();
        if (closed || alarms.size() >= ALARMS_KEPT) {
            alarm.close();
        } else {
            alarms.addLast(alarm);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the pool is closed");
        }
    }

    /** Closes the pool and its connections: {@code evrpc_pool_free}. Calls that have no reply fail with {@link RpcError#CANCELLED}. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var open = new ArrayList<PooledCall<?, ?>>(queue);
        for (PooledConnection each : connections) {
            if (each.current() != null) {
                open.add(each.current());
            }
        }
        try {
            cancelAll(open);
        } finally {
            connections.forEach(PooledConnection::close);
            connections.clear();
            alarms.forEach(Alarm::close);
            alarms.clear();
        }
    }

    /** All of them, whatever the callback of one throws: that is for the uncaught handler. */
    private void cancelAll(List<PooledCall<?, ?>> open) {
        for (PooledCall<?, ?> call : open) {
            try {
                call.cancel("the pool is closed");
            } catch (RuntimeException thrown) {
                base.execute(() -> {
                    throw thrown;
                });
            }
        }
    }
}

package io.gyre.rpc;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.EventBase;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.server.HttpRequest;
import io.gyre.http.server.HttpServer;
import io.gyre.tag.TagLimits;
import io.gyre.tag.TagReader;
import io.gyre.tag.TagWriter;
import io.gyre.tag.TaggedMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls over an HTTP server: {@code evrpc_base}. A message that cannot be read, a method other than POST, and an empty content get 503
 * as with libevent; the reason is in the page that comes with it. The HTTP server takes requests without a Host from then on, for
 * libevent's clients send none. A call of an unknown method is a request for an unknown path.
 *
 * <p>How long a message may be is also limited by {@link HttpServer#maxBodySize}. For the loop's thread.
 */
public final class RpcServer implements AutoCloseable {
    private static final int LONGEST_REASON = 200;

    /** A method and who answers its calls: {@code evrpc}. */
    record Registration<Q extends TaggedMessage, R extends TaggedMessage>(
            RpcMethod<Q, R> method, RpcHandler<Q, R> handler) {}

    private final HttpServer http;
    private final Map<String, Registration<?, ?>> registrations = new HashMap<>();
    private final Hooks hooks = new Hooks();
    private final TagReader reader;
    private final TagWriter writer;
    private final EvBuffer spare;
    private boolean closed;

    /** Makes a server that answers no method yet: {@code evrpc_init}. */
    public RpcServer(HttpServer http) {
        this(http, TagLimits.DEFAULT);
    }

    /** As {@link #RpcServer(HttpServer)}, with limits for what comes and goes. */
    public RpcServer(HttpServer http, TagLimits limits) {
        this.http = http;
        http.hostOptional(true);
        reader = new TagReader(limits);
        writer = new TagWriter(limits);
        spare = new EvBuffer(http.base().buffers());
    }

    EventBase base() {
        return http.base();
    }

    boolean isClosed() {
        return closed;
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

    /** {@return an empty buffer, for a reply that is sent before another is made} */
    EvBuffer spare() {
        spare.drain(spare.length());
        return spare;
    }

    /**
     * Has calls of a method answered: {@code EVRPC_REGISTER}, {@code evrpc_register_rpc}.
     *
     * @throws IllegalStateException if the method is registered already, or this is closed
     */
    public <Q extends TaggedMessage, R extends TaggedMessage> void register(
            RpcMethod<Q, R> method, RpcHandler<Q, R> handler) {
        if (closed) {
            throw new IllegalStateException("the RPC server is closed");
        }
        var registration = new Registration<>(method, handler);
        http.handle(method.path(), request -> onRequest(registration, request));
        registrations.put(method.name(), registration);
    }

    /**
     * As {@link #register}, for what answers by itself, now or later; a failure gets the caller a 503.
     *
     * @param function called on the loop's thread; what it returns may be completed on any
     */
    public <Q extends TaggedMessage, R extends TaggedMessage> void registerAsync(
            RpcMethod<Q, R> method, Function<? super Q, ? extends CompletionStage<R>> function) {
        register(
                method,
                call -> function.apply(call.request()).whenComplete((reply, failure) -> {
                    if (failure == null) {
                        call.reply(reply);
                    } else {
                        call.fail();
                    }
                }));
    }

    /** Lets nobody answer a method: {@code EVRPC_UNREGISTER}, {@code evrpc_unregister_rpc}. Answers whether somebody did. */
    public boolean unregister(String name) {
        Registration<?, ?> removed = registrations.remove(name);
        return removed != null && http.remove(removed.method().path());
    }

    /** Shows all messages to a hook, after those that are there: {@code evrpc_add_hook}. */
    public void addHook(HookPosition position, RpcHook hook) {
        hooks.add(position, hook);
    }

    /** Takes a hook out: {@code evrpc_remove_hook}. Answers whether it was there. */
    public boolean removeHook(HookPosition position, RpcHook hook) {
        return hooks.remove(position, hook);
    }

    private <Q extends TaggedMessage, R extends TaggedMessage> void onRequest(
            Registration<Q, R> registration, HttpRequest request) {
        if (!request.method().equals(Method.POST)) {
            refuse(request, "a call is a POST");
        } else if (request.input().isEmpty()) {
            refuse(request, "a call has a message");
        } else {
            new RpcCall<>(this, registration, request).begin(request);
        }
    }

    static void refuse(HttpRequest request, @Nullable String why) {
        String reason = why == null ? null : why.replaceAll("[^ -~]", "?");
        request.error(
                Status.SERVICE_UNAVAILABLE,
                reason == null || reason.length() < LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON));
    }

    void ended(HookedCall call) {
        call.forgetPause();
    }

    /** Unregisters everything: {@code evrpc_free}. Calls that are paused get 503. The HTTP server stays. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<String> names = new ArrayList<>(registrations.keySet());
        names.forEach(this::unregister);
        for (HookedCall call : hooks.paused()) {
            if (call instanceof RpcCall<?, ?> mine) {
                mine.abandon();
            }
        }
        spare.close();
    }
}

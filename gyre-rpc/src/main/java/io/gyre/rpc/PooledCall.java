package io.gyre.rpc;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.client.ClientRequest;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.ResponseCallback;
import io.gyre.tag.MalformedTagException;
import io.gyre.tag.TaggedMessage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A call on the client's side: {@code evrpc_request_wrapper}.
 *
 * <pre>
 * QUEUED --> SENDING --> SENT --> RECEIVING --> DONE
 *             hooks                 hooks        ^ from every state: timeout, cancel, failure
 * </pre>
 */
final class PooledCall<Q extends TaggedMessage, R extends TaggedMessage> extends HookedCall
        implements ResponseCallback {
    private enum State {
        QUEUED,
        SENDING,
        SENT,
        RECEIVING,
        DONE
    }

    private final RpcPool pool;
    private final RpcMethod<Q, R> method;
    private final Q request;
    private final RpcCallback<R> callback;
    private final ClientRequest http;
    private State state = State.QUEUED;
    private @Nullable PooledConnection connection;
    private @Nullable Alarm alarm;
    private @Nullable EvBuffer held;

    PooledCall(RpcPool pool, RpcMethod<Q, R> method, Q request, RpcCallback<R> callback) {
        super(pool.base(), pool.hooks());
        this.pool = pool;
        this.method = method;
        this.request = request;
        this.callback = callback;
        http = new ClientRequest(Method.POST, method.path(), this);
    }

    void alarm(@Nullable Alarm set) {
        alarm = set;
    }

    // To the server.

    void start(PooledConnection on) {
        connection = on;
        on.reserve(this);
        state = State.SENDING;
        try {
            pool.writer().write(request).moveTo(http.output());
        } catch (RuntimeException unfit) { // Messages are the user's code.
            fail(RpcError.UNSTARTED, unfit.getMessage(), unfit);
            return;
        }
        if (pool.hooks().at(HookPosition.OUTPUT).isEmpty()) {
            passed(http.output());
        } else {
            pass(HookPosition.OUTPUT, http.output());
        }
    }

    @Override
    void passed(EvBuffer payload) {
        PooledConnection on = connection;
        if (state == State.SENDING && on != null) {
            send(on);
        } else if (state == State.RECEIVING) {
            receive(payload);
        }
    }

    private void send(PooledConnection on) {
        state = State.SENT;
        try {
            on.send(http);
        } catch (IllegalStateException closed) {
            pool.removeConnection(on.connection);
            fail(RpcError.BROKEN, "somebody closed the connection", closed);
        }
    }

    @Override
    void terminated() {
        boolean sent = state == State.RECEIVING;
        fail(sent ? RpcError.HOOK_ABORTED : RpcError.UNSTARTED, "a hook ended the call", null);
    }

    // From the server.

    @Override
    public void onResponse(ClientRequest response) {
        if (state != State.SENT) {
            return;
        }
        state = State.RECEIVING;
        stopAlarm();
        if (pool.hooks().at(HookPosition.INPUT).isEmpty()) {
            receive(response.input());
        } else {
            held = new EvBuffer(pool.base().buffers())
                    .addBuffer(response.input()); // It outlives this method if a hook pauses.
            pass(HookPosition.INPUT, held);
        }
    }

    private void receive(EvBuffer payload) {
        if (http.status() != Status.OK) {
            fail(RpcError.BAD_PAYLOAD, "HTTP status " + http.status() + " " + http.reason(), null);
            return;
        }
        R reply;
        try {
            reply = pool.reader().read(payload, method.reply());
        } catch (MalformedTagException | RuntimeException malformed) { // Messages are the user's code.
            fail(RpcError.BAD_PAYLOAD, malformed.getMessage(), malformed);
            return;
        }
        end(new RpcResult.Replied<>(reply));
    }

    @Override
    public void onFailure(ClientRequest ofWhat, RequestError error, @Nullable IOException cause) {
        String reason = cause == null || cause.getMessage() == null ? error.toString() : cause.getMessage();
        switch (error) {
            case TIMEOUT -> fail(RpcError.TIMEOUT, "the connection waited too long", cause);
            case INVALID_HEADER, DATA_TOO_LONG, DECODING -> fail(RpcError.BAD_PAYLOAD, reason, cause);
            case EOF, BUFFER_ERROR, REQUEST_CANCEL -> fail(RpcError.BROKEN, "the connection ended: " + reason, cause);
            case REDIRECT, PROXY, OVERLOAD -> fail(RpcError.BROKEN, reason, cause); // Made by clients with a pool only.
        }
    }

    // The end.

    void timedOut() {
        boolean queued = state == State.QUEUED;
        fail(RpcError.TIMEOUT, queued ? "no connection was free in time" : "no reply in time", null);
    }

    void cancel(String why) {
        fail(RpcError.CANCELLED, why, null);
    }

    void fail(RpcError error, @Nullable String why, @Nullable Throwable cause) {
        if (state != State.DONE) {
            end(new RpcResult.Failed<>(new RpcException(error, method.name() + ": " + why, cause)));
        }
    }

    private void end(RpcResult<R> result) {
        State before = state;
        state = State.DONE;
        stopAlarm();
        forgetPause();
        PooledConnection on = connection;
        switch (before) {
            case QUEUED -> pool.forget(this);
            case SENDING -> http.output().close(); // Nobody will send it.
            case SENT -> cancel(on);
            case RECEIVING, DONE -> {}
        }
        if (on != null) {
            on.release();
        }
        try {
            callback.onResult(this, result);
        } finally {
            if (held != null) {
                held.close();
            }
            pool.schedule();
        }
    }

    /** If the request is over already, that does nothing. */
    private void cancel(@Nullable PooledConnection on) {
        if (on != null) {
            on.cancel(http);
        }
    }

    private void stopAlarm() {
        if (alarm != null) {
            pool.giveAlarm(alarm);
            alarm = null;
        }
    }

    // For hooks.

    @Override
    public String method() {
        return method.name();
    }

    @Override
    public Headers requestHeaders() {
        return http.headers();
    }

    @Override
    public Headers responseHeaders() {
        return http.responseHeaders();
    }

    @Override
    public @Nullable BufferEvent transport() {
        return connection == null ? null : connection.connection.transport();
    }
}

package io.gyre.rpc;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.server.HttpRequest;
import io.gyre.tag.MalformedTagException;
import io.gyre.tag.MessageBuilder;
import io.gyre.tag.TaggedMessage;
import org.jspecify.annotations.Nullable;

/**
 * A call on the server's side: {@code evrpc_req_generic}, {@code EVRPC_STRUCT}. It is answered once, by {@link #reply} or {@link #fail}, from any
 * thread. If the caller goes away meanwhile, the answer is thrown away.
 *
 * @param <Q> what is asked
 * @param <R> what is answered
 */
public final class RpcCall<Q extends TaggedMessage, R extends TaggedMessage> extends HookedCall {
    private final RpcServer server;
    private final RpcServer.Registration<Q, R> registration;
    private @Nullable HttpRequest http;
    private @Nullable Q request;
    private @Nullable Headers requestHeaders;
    private @Nullable EvBuffer held;
    private boolean answered;

    RpcCall(RpcServer server, RpcServer.Registration<Q, R> registration, HttpRequest http) {
        super(server.base(), server.hooks());
        this.server = server;
        this.registration = registration;
        this.http = http;
    }

    // What is asked.

    /** Begins: hooks first, if there are any. */
    void begin(HttpRequest asked) {
        if (server.hooks().at(HookPosition.INPUT).isEmpty()) {
            passed(asked.input());
        } else {
            pass(HookPosition.INPUT, asked.input());
        }
    }

    @Override
    void passed(EvBuffer payload) {
        if (answered) {
            send(payload);
        } else {
            receive(payload);
        }
    }

    private void receive(EvBuffer payload) {
        try {
            request = server.reader().read(payload, registration.method().request());
        } catch (MalformedTagException malformed) {
            failInLoop(malformed.getMessage());
            return;
        }
        try {
            registration.handler().onCall(this);
        } catch (RuntimeException thrown) {
            fail();
            throw thrown; // To the base's uncaught handler.
        }
    }

    @Override
    void terminated() {
        refuse("a hook ended the call");
    }

    /**
     * {@return the message that came: {@code evrpc_get_request}}
     *
     * @throws IllegalStateException in a hook, before it is read
     */
    public Q request() {
        Q message = request;
        if (message == null) {
            throw new IllegalStateException("the request is not read yet: hooks see its payload only");
        }
        return message;
    }

    /**
     * {@return the HTTP request beneath: {@code EVRPC_REQUEST_HTTP}} For the loop's thread.
     *
     * @throws IllegalStateException once the answer was sent
     */
    public HttpRequest http() {
        HttpRequest beneath = http;
        if (beneath == null) {
            throw new IllegalStateException("the call is over");
        }
        return beneath;
    }

    @Override
    public String method() {
        return registration.method().name();
    }

    @Override
    public Headers requestHeaders() {
        Headers mine = requestHeaders;
        if (mine == null) {
            mine = http().headers();
            requestHeaders = mine;
        }
        return mine;
    }

    @Override
    public Headers responseHeaders() {
        return http().responseHeaders();
    }

    @Override
    public @Nullable BufferEvent transport() {
        return http == null ? null : http.transport();
    }

    // The answer.

    /**
     * Answers: {@code EVRPC_REQUEST_DONE}, {@code evrpc_request_done}. From any thread.
     *
     * @throws IllegalStateException if the call was answered already; from another thread that goes to the uncaught handler
     */
    public void reply(R message) {
        onLoop(() -> replyInLoop(message));
    }

    /** Answers with what a builder has; if something is missing, the caller gets 503. From any thread. */
    public void reply(MessageBuilder<? extends R> builder) {
        if (builder.isComplete()) {
            reply(builder.build());
        } else {
            String missing = String.join(", ", builder.missing());
            onLoop(() -> failInLoop("the reply is without " + missing));
        }
    }

    /** Answers that it did not work: the caller gets 503, and its connection is closed. From any thread. */
    public void fail() {
        onLoop(() -> failInLoop(null));
    }

    private void failInLoop(@Nullable String why) {
        if (!answered) {
            answered = true;
            refuse(why);
        }
    }

    private void replyInLoop(R message) {
        if (answered) {
            throw new IllegalStateException("the call of " + method() + " was answered already");
        }
        if (server.isClosed()) {
            failInLoop("the server is closed");
            return;
        }
        EvBuffer payload = server.spare();
        try {
            server.writer().write(message).moveTo(payload);
        } catch (IllegalArgumentException unfit) {
            failInLoop("the reply cannot be sent: " + unfit.getMessage());
            return;
        } catch (RuntimeException broken) { // The user's code, and who completes a future does not see what it throws.
            failInLoop("the reply cannot be sent");
            throw broken;
        }
        answered = true;
        if (server.hooks().at(HookPosition.OUTPUT).isEmpty()) {
            send(payload);
        } else {
            held = new EvBuffer(server.base().buffers()).addBuffer(payload); // A hook may keep it for long.
            pass(HookPosition.OUTPUT, held);
        }
    }

    private void send(EvBuffer payload) {
        HttpRequest to = http;
        if (to != null) {
            http = null;
            if (!to.responseHeaders().contains("Content-Type")) {
                to.responseHeaders().add("Content-Type", "application/octet-stream");
            }
            to.reply(Status.OK, null, payload);
        }
        end();
    }

    private void refuse(@Nullable String why) {
        answered = true;
        HttpRequest to = http;
        if (to != null) {
            http = null;
            RpcServer.refuse(to, why);
        }
        end();
    }

    private void end() {
        if (held != null) {
            held.close();
            held = null;
        }
        server.ended(this);
    }

    /** The server is closed: nobody will resume this. */
    void abandon() {
        forgetPause();
        refuse("the server is closed");
    }
}

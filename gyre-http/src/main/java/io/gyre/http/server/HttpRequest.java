package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.wire.Head;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One request and its reply, on the server's side: {@code evhttp_request}. It belongs to the server and is used again for another request
 * once its reply is complete, as libevent frees it then; {@link #own} keeps it.
 *
 * <p>If the client goes away meanwhile, everything that would be sent is thrown away without a failure. {@link #isConnected} tells.
 */
public final class HttpRequest extends AskedRequest {
    private enum Stage {
        ASKED,
        STARTED,
        DONE
    }

    private final Headers responseHeaders = new Headers();
    private @Nullable BodyCallback onBody;
    private @Nullable HttpHandler onBodyEnd;
    private @Nullable Runnable onComplete;
    private @Nullable Runnable onClose;
    private Stage stage = Stage.ASKED;
    private boolean received;
    private boolean bodyPaused;
    private boolean chunked;
    private boolean headOnly;
    private boolean owned;

    /** Whether it serves no other request, because a handler that was overruled may still hold it. */
    private boolean apart;

    private int status;
    private long sent;

    HttpRequest() {}

    void begin(HttpConnection on, HttpServer of, Head its) {
        stage = Stage.ASKED;
        connection = on;
        server = of;
        head = its;
        peer = on.peer();
        headOnly = its.method().equals("HEAD");
    }

    /** Makes it fit for another request, until which every reply is refused, such as a second one to the last request. */
    void reset() {
        responseHeaders.clear();
        connection = null;
        head = null;
        target = null;
        method = null;
        peer = null;
        onBody = null;
        onBodyEnd = null;
        onComplete = null;
        onClose = null;
        stage = Stage.DONE;
        received = false;
        bodyPaused = false;
        chunked = false;
        headOnly = false;
        status = 0;
        sent = 0;
        if (input != null) {
            input.close();
            input = null;
        }
    }

    boolean isHead() {
        return headOnly;
    }

    // Content as it comes.

    /** Sets who takes content as it comes, for {@link HttpServer#stream}: {@code evhttp_request_set_chunked_cb}. */
    public void onBody(BodyCallback callback) {
        onBody = callback;
    }

    /** Sets who is called when all content came. */
    public void onBodyEnd(HttpHandler callback) {
        onBodyEnd = callback;
    }

    /** Takes no more content for now, so that the client has to wait. */
    public void pauseBody() {
        bodyPaused = true;
    }

    /** Takes content again. */
    public void resumeBody() {
        if (bodyPaused) {
            bodyPaused = false;
            if (connection != null) {
                connection.goOn();
            }
        }
    }

    boolean isBodyPaused() {
        return bodyPaused;
    }

    /** {@return whether all content came} */
    public boolean isReceived() {
        return received;
    }

    void content(EvBuffer in, long count) {
        EvBuffer part = input();
        in.removeBuffer(part, count);
        if (onBody != null) {
            onBody.onBody(this, part);
        }
    }

    void end() {
        received = true;
        if (onBodyEnd != null) {
            onBodyEnd.onRequest(this);
        }
    }

    void receivedNow() {
        received = true;
    }

    // The reply.

    /** {@return the headers that the reply will have: {@code evhttp_request_get_output_headers}} */
    public Headers responseHeaders() {
        return responseHeaders;
    }

    /** {@return the status of the reply: {@code evhttp_request_get_response_code}; 0 before it} */
    public int status() {
        return status;
    }

    /** {@return how many bytes of content were replied} */
    public long sentBytes() {
        return sent;
    }

    /** {@return whether a reply was begun} */
    public boolean isReplied() {
        return stage != Stage.ASKED;
    }

    boolean isDone() {
        return stage == Stage.DONE;
    }

    /** Replies without content. */
    public void reply(int status) {
        reply(status, null, (EvBuffer) null);
    }

    /** Replies with a copy of {@code content}. */
    public void reply(int status, byte[] content) {
        begin(status, null);
        HttpConnection on = connection;
        if (on != null) {
            sent = content.length;
            var writer = ReplyHead.write(this, status, null, content.length, false, on.closesAfter(this));
            if (headOnly || Status.forbidsContent(status)) {
                writer.end(on.output());
            } else {
                writer.end(on.output(), content);
            }
        }
        done();
    }

    /** Replies with text in UTF-8. */
    public void reply(int status, String text) {
        reply(status, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Replies: {@code evhttp_send_reply}.
     *
     * @param status three digits, 200 or more
     * @param reason null for the usual one
     * @param content moved to the connection; null for none
     * @throws IllegalStateException if a reply was begun already
     */
    public void reply(int status, @Nullable String reason, @Nullable EvBuffer content) {
        begin(status, reason);
        HttpConnection on = connection;
        if (on != null) {
            long length = content == null ? 0 : content.length();
            sent = length;
            ReplyHead.write(this, status, reason, length, false, on.closesAfter(this))
                    .end(on.output());
            if (content != null && length > 0 && !headOnly && !Status.forbidsContent(status)) {
                on.output().addBuffer(content);
            }
        }
        if (content != null) {
            content.drain(content.length());
        }
        done();
    }

    /**
     * Replies with an error page and closes the connection: {@code evhttp_send_error}. Headers that were set are dropped.
     *
     * @param reason null for the usual one
     */
    public void error(int status, @Nullable String reason) {
        responseHeaders.clear();
        HttpConnection on = connection;
        if (on != null) {
            on.closeAfterReply();
        }
        replyPage(status, reason);
    }

    /** Replies with an error page and keeps the connection, and the headers that were set. */
    public void replyPage(int status, @Nullable String reason) {
        String phrase = reason == null ? Status.reason(status) : reason;
        ErrorPage user = server().errorPage();
        String page = user == null ? null : user.of(this, status, phrase);
        if (!responseHeaders.contains("Content-Type")) {
            responseHeaders.add("Content-Type", "text/html; charset=utf-8");
        }
        byte[] bytes = (page == null ? ErrorPages.page(status, phrase) : page).getBytes(StandardCharsets.UTF_8);
        try (var content = new EvBuffer(server().base().buffers())) {
            reply(status, reason, content.add(bytes));
        }
    }

    /**
     * Begins a reply whose content comes in pieces: {@code evhttp_send_reply_start}. It is chunked, unless the headers have a
     * Content-Length, which must then be true, or the client knows no chunks, who gets its end by the end of the connection.
     *
     * @param reason null for the usual one
     */
    public void startReply(int status, @Nullable String reason) {
        begin(status, reason);
        HttpConnection on = connection;
        if (on != null) {
            boolean none = headOnly || Status.forbidsContent(status);
            boolean hasLength = responseHeaders.contains("Content-Length");
            boolean knowsChunks = head().minorVersion() >= 1;
            boolean chunks = !hasLength && knowsChunks && !Status.forbidsContent(status);
            if (!none && !hasLength && !knowsChunks) {
                on.closeAfterReply();
            }
            chunked = chunks && !headOnly;
            headOnly = none;
            ReplyHead.write(this, status, reason, ReplyHead.UNKNOWN, chunks, on.closesAfterStream())
                    .end(on.output());
            on.replyGrew();
        }
    }

    /** Sends another piece of a reply that was begun, and empties it: {@code evhttp_send_reply_chunk}. An empty one does nothing. */
    public void sendChunk(EvBuffer piece) {
        if (stage != Stage.STARTED) {
            throw new IllegalStateException(
                    stage == Stage.ASKED ? "no reply was begun: call startReply first" : "the reply is complete");
        }
        HttpConnection on = connection;
        if (on == null || headOnly || piece.isEmpty()) {
            piece.drain(piece.length());
            return;
        }
        sent += piece.length();
        if (chunked) {
            server().writer().chunk(on.output(), piece);
        } else {
            on.output().addBuffer(piece);
        }
        on.replyGrew();
    }

    /**
     * As {@link #sendChunk(EvBuffer)}, and calls back once everything was given to the kernel: {@code evhttp_send_reply_chunk_with_cb}. So
     * who makes content faster than the client takes it knows when to go on.
     */
    public void sendChunk(EvBuffer piece, Runnable flushed) {
        sendChunk(piece);
        onFlushed(flushed);
    }

    /** Calls back once everything that was replied so far was given to the kernel, and never if the client goes away. */
    public void onFlushed(Runnable flushed) {
        if (connection != null) {
            connection.onFlushed(flushed);
        }
    }

    /** {@return how many bytes of replies wait for the client to take them} */
    public long pendingOutput() {
        return connection == null ? 0 : connection.output().length();
    }

    /** Ends a reply that was begun: {@code evhttp_send_reply_end}. */
    public void endReply() {
        endReply(null);
    }

    /** Ends a reply that was begun, with trailer fields if it is chunked. */
    public void endReply(@Nullable Headers trailers) {
        if (stage != Stage.STARTED) {
            throw new IllegalStateException("no reply was begun, or it is complete");
        }
        HttpConnection on = connection;
        if (on != null && chunked) {
            server().writer().lastChunk(on.output());
            var writer = server().writer().trailer();
            if (trailers != null) {
                trailers.forEach(writer::field);
            }
            writer.end(on.output());
        }
        done();
    }

    private void begin(int newStatus, @Nullable String reason) {
        if (stage != Stage.ASKED) {
            throw new IllegalStateException("a reply was begun already, with status " + status);
        }
        if (newStatus < 200 || newStatus > 999) {
            throw new IllegalArgumentException("a reply cannot have the status " + newStatus + ": use 200 to 999");
        }
        if (reason != null && reason.chars().anyMatch(c -> c < ' ' || c == 0x7f || c > 0xff)) {
            throw new IllegalArgumentException("a reason cannot have controls or characters beyond ISO 8859-1");
        }
        stage = Stage.STARTED;
        status = newStatus;
    }

    private void done() {
        stage = Stage.DONE;
        HttpConnection on = connection;
        if (on != null) {
            on.replied(this);
        } else if (!owned) {
            reset();
        }
    }

    // Life.

    /** Keeps this from being used for another request: {@code evhttp_request_own}. */
    public void own() {
        owned = true;
    }

    /** {@return whether {@link #own} was called: {@code evhttp_request_is_owned}} */
    public boolean isOwned() {
        return owned;
    }

    /** Sets who is called when the whole reply was given to the kernel: {@code evhttp_request_set_on_complete_cb}. */
    public void onComplete(Runnable callback) {
        onComplete = callback;
    }

    void keepApart() {
        apart = true;
    }

    boolean isApart() {
        return apart;
    }

    @Nullable
    Runnable onComplete() {
        return onComplete;
    }

    /** Sets who is called if the client goes away before the reply is complete: {@code evhttp_connection_set_closecb}. */
    public void onClose(Runnable callback) {
        onClose = callback;
    }

    /** Who was asked for a reply still gives one, which lets go of the rest. */
    void disconnected() {
        connection = null;
        Runnable callback = stage == Stage.DONE ? null : onClose;
        onClose = null;
        try {
            if (callback != null) {
                callback.run();
            }
        } finally {
            if (stage == Stage.DONE || !received) {
                dropContent();
            }
        }
    }

    /** Lets go of content that nobody will ask for. */
    void dropContent() {
        if (input != null && !owned) {
            input.drain(input.length());
        }
    }

    /** The connection goes on without it. */
    void detach() {
        connection = null;
    }
}

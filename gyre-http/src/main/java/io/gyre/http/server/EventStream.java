package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Status;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A reply that goes on as long as there is news: server-sent events, as the HTML standard has them in section 9.2, for the
 * {@code EventSource} of browsers. A client that was cut off comes again by itself, and says which event it saw last. For the loop's thread.
 *
 * <p>Nothing is refused because the client is slow: ask {@link #pendingOutput} before sending, or wait for {@link HttpRequest#onFlushed}.
 */
public final class EventStream implements AutoCloseable {
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    private final HttpRequest request;
    private final @Nullable String lastEventId;
    private boolean closed;

    /**
     * Begins the reply.
     *
     * @param request without a reply so far. {@link HttpRequest#onClose} tells when the client goes away.
     * @throws IllegalStateException if a reply was begun already
     */
    public EventStream(HttpRequest request) {
        this.request = request;
        lastEventId = request.header("Last-Event-ID");
        request.responseHeaders().set("Content-Type", "text/event-stream").set("Cache-Control", "no-store");
        request.startReply(Status.OK, null);
    }

    /** {@return the id of the last event that the client saw on an earlier connection, or null} */
    public @Nullable String lastEventId() {
        return lastEventId;
    }

    /** {@return whether events still go to somebody} */
    public boolean isOpen() {
        return !closed && request.isConnected();
    }

    /** {@return how many bytes wait for the client to take them} */
    public long pendingOutput() {
        return isOpen() ? request.pendingOutput() : 0;
    }

    /** Sends an event of the kind {@code message} without an id. Nothing happens if the client is gone or this is closed. */
    public void send(String data) {
        send(null, null, data);
    }

    /**
     * Sends an event. Nothing happens if the client is gone or this is closed.
     *
     * @param kind what listeners are registered for; null for {@code message}
     * @param id comes back in {@link #lastEventId}; null for that of the event before
     * @param data may have several lines, however they end
     * @throws IllegalArgumentException if {@code kind} or {@code id} has a line's end, or the id a NUL
     */
    public void send(@Nullable String kind, @Nullable String id, String data) {
        var lines = new StringBuilder(data.length() + 16);
        field(lines, "event", kind);
        field(lines, "id", id);
        for (String line : LINE_END.split(data, -1)) {
            lines.append("data: ").append(line).append('\n');
        }
        put(lines.append('\n'));
    }

    /** Tells the client how long to wait before it comes again, in milliseconds. */
    public void retryAfter(Duration pause) {
        if (pause.isNegative()) {
            throw new IllegalArgumentException("a client cannot come again after " + pause + ": use zero or more");
        }
        put(new StringBuilder("retry: ").append(pause.toMillis()).append("\n\n"));
    }

    /** Sends a line that means nothing, so that nobody on the way takes the connection for a dead one. */
    public void keepAlive() {
        put(new StringBuilder(":\n\n"));
    }

    private static void field(StringBuilder lines, String name, @Nullable String value) {
        if (value == null) {
            return;
        }
        if (value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0 || value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the field '" + name + "' of an event is one line without NUL");
        }
        lines.append(name).append(": ").append(value).append('\n');
    }

    private void put(StringBuilder lines) {
        if (isOpen()) {
            try (var part = new EvBuffer(request.server().base().buffers())) {
                request.sendChunk(part.add(lines.toString(), StandardCharsets.UTF_8));
            }
        }
    }

    /** Ends the reply; the client comes again. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            request.endReply();
        }
    }
}

package io.gyre.http.server;

import io.gyre.http.Headers;
import io.gyre.http.Status;
import io.gyre.http.wire.MessageWriter;
import org.jspecify.annotations.Nullable;

/** Writes the head of a reply: what the handler set, and what must be there besides. */
final class ReplyHead {
    /** The content's length is not known. */
    static final long UNKNOWN = -1;

    private ReplyHead() {}

    /**
     * Begins a head and leaves it in the server's writer, to be ended.
     *
     * @param length of the content, or {@link #UNKNOWN}
     * @param chunked whether the content will be chunked
     * @param close whether the connection ends with the reply
     */
    static MessageWriter write(
            HttpRequest request, int status, @Nullable String reason, long length, boolean chunked, boolean close) {
        HttpServer server = request.server();
        MessageWriter writer = server.writer();
        Headers headers = request.responseHeaders();
        writer.status(1, status, reason == null ? Status.reason(status) : reason);
        boolean ownLength = length == UNKNOWN || (request.isHead() && headers.contains("Content-Length"));
        addAll(writer, headers, !ownLength);
        if (!headers.contains("Date")) {
            writer.lines(server.date().line());
        }
        if (!Status.forbidsContent(status)) {
            addContent(writer, headers, server.defaultContentType(), ownLength ? UNKNOWN : length);
        }
        if (chunked) {
            writer.field("Transfer-Encoding", "chunked");
        }
        if (close) {
            writer.field("Connection", "close");
        } else if (request.head().minorVersion() == 0) {
            writer.field("Connection", "keep-alive");
        }
        return writer;
    }

    /** How the content ends, and whether the connection does, is for the server alone to say. */
    private static void addAll(MessageWriter writer, Headers headers, boolean withoutLength) {
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            boolean left = (withoutLength && name.equalsIgnoreCase("Content-Length"))
                    || name.equalsIgnoreCase("Transfer-Encoding")
                    || name.equalsIgnoreCase("Connection");
            if (!left) {
                writer.field(name, headers.value(i));
            }
        }
    }

    private static void addContent(MessageWriter writer, Headers headers, @Nullable String type, long length) {
        if (length != UNKNOWN) {
            writer.field("Content-Length", length);
        }
        if (type != null && length != 0 && !headers.contains("Content-Type")) {
            writer.field("Content-Type", type);
        }
    }
}

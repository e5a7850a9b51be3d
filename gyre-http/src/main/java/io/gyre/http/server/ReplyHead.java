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
        boolean mayHaveLength = length == UNKNOWN || request.isHead();
        boolean hasLength = false;
        boolean hasDate = false;
        boolean hasType = false;
        for (int i = 0, count = headers.size(); i < count; i++) {
            String name = headers.name(i);
            boolean left =
                    false; // How the content ends, and whether the connection does, is for the server alone to say.
            switch (name.length()) {
                case 4 -> hasDate |= name.equalsIgnoreCase("Date");
                case 10 -> left = name.equalsIgnoreCase("Connection");
                case 12 -> hasType |= name.equalsIgnoreCase("Content-Type");
                case 14 -> {
                    boolean isLength = name.equalsIgnoreCase("Content-Length");
                    left = isLength && !mayHaveLength;
                    hasLength |= isLength && mayHaveLength;
                }
                case 17 -> left = name.equalsIgnoreCase("Transfer-Encoding");
                default -> {}
            }
            if (!left) {
                writer.field(name, headers.value(i));
            }
        }
        if (!hasDate) {
            writer.lines(server.date().line());
        }
        if (!Status.forbidsContent(status)) {
            if (length != UNKNOWN && !hasLength) {
                writer.field("Content-Length", length);
            }
            String type = server.defaultContentType();
            if (type != null && !hasType && (length != 0 || hasLength)) {
                writer.field("Content-Type", type);
            }
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
}

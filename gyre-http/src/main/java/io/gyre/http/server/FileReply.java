package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.Status;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers a request with a file: RFC 9110, sections 13 (conditions) and 14 (ranges). */
final class FileReply {
    private static final SecureRandom RANDOM = new SecureRandom();

    private FileReply() {}

    static void send(HttpRequest request, ServedFile file) {
        Validators validators = file.validators();
        Headers headers = request.responseHeaders();
        headers.add("ETag", validators.tag());
        headers.add("Last-Modified", file.lastModified());
        if (file.varies()) {
            headers.add("Vary", "Accept-Encoding");
        }
        int condition = validators.check(request);
        if (condition == Status.NOT_MODIFIED) {
            request.reply(condition);
        } else if (condition != Validators.GO_ON) {
            request.replyPage(condition, null);
        } else {
            sendParts(request, file);
        }
    }

    private static void sendParts(HttpRequest request, ServedFile file) {
        Headers headers = request.responseHeaders();
        if (file.isGzip()) {
            headers.add("Content-Encoding", "gzip");
        } else {
            headers.add("Accept-Ranges", "bytes");
        }
        List<ByteRange> ranges = ranges(request, file);
        if (ranges == null) {
            sendWhole(request, file);
        } else if (ranges.isEmpty()) {
            headers.add("Content-Range", "bytes */" + file.size());
            request.replyPage(Status.RANGE_NOT_SATISFIABLE, null);
        } else {
            sendRanges(request, file, ranges);
        }
    }

    private static @Nullable List<ByteRange> ranges(HttpRequest request, ServedFile file) {
        String field = request.header("Range");
        if (field == null || file.isGzip() || !request.method().equals(Method.GET)) {
            return null;
        }
        return file.validators().allowRange(request) ? ByteRange.parse(field, file.size()) : null;
    }

    private static void sendWhole(HttpRequest request, ServedFile file) {
        Headers headers = request.responseHeaders().add("Content-Type", file.type());
        byte[] bytes = file.bytes();
        if (request.method().equals(Method.HEAD)) {
            headers.add("Content-Length", Long.toString(file.size()));
            request.reply(Status.OK);
        } else if (bytes != null) {
            request.reply(Status.OK, bytes);
        } else {
            try (var content = new EvBuffer(request.server().base().buffers())) {
                file.addTo(content, new ByteRange(0, file.size()));
                request.reply(Status.OK, null, content);
            }
        }
    }

    private static void sendRanges(HttpRequest request, ServedFile file, List<ByteRange> ranges) {
        Headers headers = request.responseHeaders();
        try (var content = new EvBuffer(request.server().base().buffers())) {
            if (ranges.size() == 1) {
                ByteRange only = ranges.getFirst();
                headers.add("Content-Type", file.type()).add("Content-Range", only.contentRange(file.size()));
                file.addTo(content, only);
            } else {
                String boundary = boundary();
                headers.add("Content-Type", "multipart/byteranges; boundary=" + boundary);
                for (ByteRange range : ranges) {
                    content.add("\r\n--" + boundary + "\r\nContent-Type: " + file.type() + "\r\nContent-Range: "
                            + range.contentRange(file.size()) + "\r\n\r\n");
                    file.addTo(content, range);
                }
                content.add("\r\n--" + boundary + "--\r\n");
            }
            request.reply(Status.PARTIAL_CONTENT, null, content);
        }
    }

    private static String boundary() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}

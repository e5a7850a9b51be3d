package io.gyre.http.server;

import io.gyre.Log;
import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSegmentOption;
import io.gyre.buffer.FileSource;
import io.gyre.buffer.Reservation;
import io.gyre.http.Headers;
import io.gyre.http.HttpDate;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.UriEncoding;
import io.gyre.net.Descriptors;
import io.gyre.net.Platform;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the files of a folder, and with a page for each folder that has no {@code index.html}: as a handler for
 * {@link HttpServer#handleOthers}. Knows conditions (ETag and Last-Modified) and ranges; sends without copying where the system can. Files
 * outside of the folder, also by symbolic links, and names that begin with a dot are never shown. The disk is read on the loop's thread.
 */
public final class StaticFiles implements HttpHandler {
    private static final String INDEX = "index.html";

    /** A file up to this size goes with its head in one call. */
    private static final long WORTH_SENDFILE = 16 << 10;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final SafePath paths;
    private final boolean lists;

    /**
     * Shows a folder.
     *
     * @param root the folder
     * @param lists whether folders without an index have a page
     * @throws IOException if there is no such folder
     */
    public StaticFiles(Path root, boolean lists) throws IOException {
        paths = new SafePath(root);
        this.lists = lists;
    }

    @Override
    public void onRequest(HttpRequest request) {
        Method method = request.method();
        if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            request.responseHeaders().add("Allow", "GET, HEAD");
            request.replyPage(Status.METHOD_NOT_ALLOWED, null);
            return;
        }
        try {
            answer(request);
        } catch (IOException failure) {
            Log.warn("the file for " + request.target() + " cannot be sent: " + failure);
            if (!request.isReplied()) {
                request.replyPage(Status.FORBIDDEN, null);
            }
        }
    }

    private void answer(HttpRequest request) throws IOException {
        String path = request.path();
        Path file = paths.find(path);
        if (file == null) {
            request.replyPage(Status.NOT_FOUND, null);
            return;
        }
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            answerFolder(request, file, path);
        } else if (!attributes.isRegularFile() || path.endsWith("/")) {
            request.replyPage(Status.NOT_FOUND, null);
        } else {
            answerFile(request, file, attributes);
        }
    }

    private void answerFolder(HttpRequest request, Path folder, String path) throws IOException {
        if (!path.endsWith("/")) {
            String encoded = UriEncoding.encode(path).replace("%2F", "/").replaceFirst("^/+", "/");
            request.responseHeaders().add("Location", encoded + "/");
            request.replyPage(Status.MOVED_PERMANENTLY, null);
            return;
        }
        Path index = folder.resolve(INDEX);
        if (Files.isRegularFile(index) && index.toRealPath().startsWith(paths.root())) {
            answerFile(request, index, Files.readAttributes(index, BasicFileAttributes.class));
        } else if (lists) {
            request.responseHeaders().add("Content-Type", "text/html; charset=utf-8");
            request.reply(Status.OK, Listing.of(paths, folder, path));
        } else {
            request.replyPage(Status.FORBIDDEN, null);
        }
    }

    private static void answerFile(HttpRequest request, Path file, BasicFileAttributes attributes) throws IOException {
        long size = attributes.size();
        Validators validators = Validators.of(attributes.lastModifiedTime().toInstant(), size);
        Headers headers = request.responseHeaders();
        headers.add("ETag", validators.tag());
        headers.add("Last-Modified", HttpDate.format(validators.modified()));
        int condition = validators.check(request);
        if (condition == Status.NOT_MODIFIED) {
            request.reply(condition);
            return;
        }
        if (condition != Validators.GO_ON) {
            request.replyPage(condition, null);
            return;
        }
        headers.add("Accept-Ranges", "bytes");
        String field = request.header("Range");
        List<ByteRange> ranges =
                field == null || !request.method().equals(Method.GET) || !validators.allowRange(request)
                        ? null
                        : ByteRange.parse(field, size);
        if (ranges != null && ranges.isEmpty()) {
            headers.add("Content-Range", "bytes */" + size);
            request.replyPage(Status.RANGE_NOT_SATISFIABLE, null);
            return;
        }
        send(request, file, size, ranges);
    }

    private static void send(HttpRequest request, Path file, long size, @Nullable List<ByteRange> ranges)
            throws IOException {
        String type = ContentTypes.of(file.getFileName().toString());
        Headers headers = request.responseHeaders();
        if (request.method().equals(Method.HEAD)) {
            headers.add("Content-Type", type).add("Content-Length", Long.toString(size));
            request.reply(Status.OK);
            return;
        }
        try (var content = new EvBuffer(request.server().base().buffers())) {
            if (ranges == null) {
                headers.add("Content-Type", type);
                addTo(content, request, file, new ByteRange(0, size));
                request.reply(Status.OK, null, content);
            } else if (ranges.size() == 1) {
                headers.add("Content-Type", type)
                        .add("Content-Range", ranges.getFirst().contentRange(size));
                addTo(content, request, file, ranges.getFirst());
                request.reply(Status.PARTIAL_CONTENT, null, content);
            } else {
                String boundary = boundary();
                headers.add("Content-Type", "multipart/byteranges; boundary=" + boundary);
                for (ByteRange range : ranges) {
                    content.add("\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\nContent-Range: "
                            + range.contentRange(size) + "\r\n\r\n");
                    addTo(content, request, file, range);
                }
                content.add("\r\n--" + boundary + "--\r\n");
                request.reply(Status.PARTIAL_CONTENT, null, content);
            }
        }
    }

    private static String boundary() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void addTo(EvBuffer content, HttpRequest request, Path file, ByteRange range) throws IOException {
        if (range.length() == 0) {
            return;
        }
        FileSource source = open(request.server().base().config().platform(), file);
        if (range.length() <= WORTH_SENDFILE) {
            try (source) {
                copy(content, source, range);
            }
            return;
        }
        try (var segment = FileSegment.of(source, range.first(), range.length(), FileSegmentOption.CLOSE_ON_FREE)) {
            content.addFileSegment(segment);
        } catch (IOException failure) {
            source.close();
            throw failure;
        }
    }

    /** A descriptor where there are any, which is what {@code sendfile(2)} takes. */
    private static FileSource open(Platform platform, Path file) throws IOException {
        return platform.name().equals("posix")
                ? new Descriptors(platform).open(file, true, false).file()
                : FileSource.of(FileChannel.open(file, StandardOpenOption.READ));
    }

    private static void copy(EvBuffer content, FileSource source, ByteRange range) throws IOException {
        int length = (int) range.length();
        Reservation room = content.reserve(length, 1);
        int got = 0;
        while (got < length) {
            int more = source.read(range.first() + got, room.extent(0), got, length - got);
            if (more <= 0) {
                throw new EOFException("the file became shorter while it was read");
            }
            got += more;
        }
        room.commit(length);
    }

    /** {@return the content type that a file of this name is sent with} */
    public static String contentType(String fileName) {
        return ContentTypes.of(fileName);
    }
}

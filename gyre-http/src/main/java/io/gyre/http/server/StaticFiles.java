package io.gyre.http.server;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.UriEncoding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the files of a folder, and with a page for each folder that has no {@code index.html}: as a handler for
 * {@link HttpServer#handleOthers}. Knows conditions (ETag and Last-Modified) and ranges; sends without copying where the system can. A client
 * that takes gzip gets {@code name.gz} if that is there and not older, or else text of up to 1 MiB compressed. Files outside of the
 * folder, also by symbolic links, and names that begin with a dot are never shown.
 *
 * <p>The disk is looked at by threads of its own, which all have in common, so that a slow disk holds up nobody but who asks for files. What was found
 * is good for a second, and is then looked at again. Only the pages of a large file that the kernel has not yet read are waited for on
 * the loop's thread, within {@code sendfile(2)}, which moves 256 KiB at a time.
 *
 * <p>One of these serves one loop.
 */
public final class StaticFiles implements HttpHandler {
    private static final Duration VALID = Duration.ofSeconds(1);

    private final SafePath paths;
    private final boolean lists;
    private final FileCache cache = new FileCache(VALID.toNanos());

    /** Who waits for the disk, by what they asked for. */
    private final Map<FileCache.Key, List<HttpRequest>> waiting = new HashMap<>();

    private @Nullable FileFinder finder;
    private @Nullable EventBase base;
    private @Nullable Event expiry;
    private boolean closed;

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

    /**
     * Answers with a file, now or when the disk has been looked at.
     *
     * @throws IllegalStateException if the request comes from another loop than those before
     */
    @Override
    public void onRequest(HttpRequest request) {
        Method method = request.method();
        if (!method.equals(Method.GET) && !method.equals(Method.HEAD)) {
            request.responseHeaders().add("Allow", "GET, HEAD");
            request.replyPage(Status.METHOD_NOT_ALLOWED, null);
            return;
        }
        EventBase mine = request.server().base();
        boolean gzip = request.header("Range") == null && Gzip.isAccepted(request.header("Accept-Encoding"));
        var key = new FileCache.Key(request.path(), gzip);
        ServedFile known = cache.find(key, mine.nanoTime());
        if (known != null) {
            FileReply.send(request, known);
        } else {
            look(mine, request, key);
        }
    }

    /** Who asks for what is being looked for waits with those who did before. */
    private void look(EventBase mine, HttpRequest request, FileCache.Key key) {
        FileFinder look = finderFor(mine);
        List<HttpRequest> others = waiting.get(key);
        if (others != null) {
            others.add(request);
        } else if (Disk.run(() -> find(look, mine, key))) {
            waiting.put(key, new ArrayList<>(List.of(request)));
        } else {
            request.error(Status.SERVICE_UNAVAILABLE, null);
        }
    }

    private FileFinder finderFor(EventBase mine) {
        FileFinder made = finder;
        if (made == null) {
            made = new FileFinder(paths, lists, mine.config().platform());
            finder = made;
            base = mine;
        } else if (base != mine) {
            throw new IllegalStateException("these files are served by another loop already: make one for each loop");
        }
        return made;
    }

    private void find(FileFinder look, EventBase mine, FileCache.Key key) {
        Found found = look.find(key.path(), key.gzip());
        try {
            mine.execute(() -> found(mine, key, found));
        } catch (RejectedExecutionException over) {
            if (found instanceof Found.File(var file)) {
                file.close();
            }
        }
    }

    private void found(EventBase mine, FileCache.Key key, Found found) {
        List<HttpRequest> asked = waiting.remove(key);
        if (found instanceof Found.File(var file)) {
            if (closed) {
                file.close();
                return;
            }
            keep(mine, key, file);
        }
        if (asked != null) {
            asked.stream().filter(HttpRequest::isConnected).forEach(request -> answer(request, found));
        }
    }

    private static void answer(HttpRequest request, Found found) {
        switch (found) {
            case Found.File(var file) -> FileReply.send(request, file);
            case Found.Page(var html) -> {
                request.responseHeaders().add("Content-Type", "text/html; charset=utf-8");
                request.reply(Status.OK, html);
            }
            case Found.Folder() -> {
                String encoded =
                        UriEncoding.encode(request.path()).replace("%2F", "/").replaceFirst("^/+", "/");
                request.responseHeaders().add("Location", encoded + "/");
                request.replyPage(Status.MOVED_PERMANENTLY, null);
            }
            case Found.Nothing(var status) -> request.replyPage(status, null);
        }
    }

    private void keep(EventBase mine, FileCache.Key key, ServedFile file) {
        cache.put(key, file, mine.nanoTime());
        Event timer = expiry;
        if (timer == null) {
            timer = mine.timer((fired, _) -> expire(mine, fired)).name("static files");
            expiry = timer;
        }
        if (!timer.isPending()) {
            timer.add(VALID);
        }
    }

    private void expire(EventBase mine, Event timer) {
        cache.expire(mine.nanoTime());
        if (!cache.isEmpty()) {
            timer.add(VALID);
        }
    }

    /** Lets go of the files that are open. */
    @Override
    public void serverClosed() {
        closed = true;
        cache.close();
        if (expiry != null) {
            expiry.close();
        }
    }

    /** {@return the content type that a file of this name is sent with} */
    public static String contentType(String fileName) {
        return ContentTypes.of(fileName);
    }
}

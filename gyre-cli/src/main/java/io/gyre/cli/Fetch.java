package io.gyre.cli;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.http.Headers;
import io.gyre.http.client.Call;
import io.gyre.http.client.CallFailure;
import io.gyre.http.client.CallListener;
import io.gyre.http.client.HttpClient;
import io.gyre.http.client.RequestError;
import io.gyre.http.client.ResponseHead;
import io.gyre.http.client.UrlRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gets one URL and writes it as it comes. */
final class Fetch implements CallListener {
    private static final int STEP = 64 << 10;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_SATISFIABLE = 416;
    private static final Duration REDRAW = Duration.ofMillis(200);

    /** From this on, the time that the reader of standard output takes is not to count as the server's. */
    private static final long SLOW_READER_NANOS = 500_000_000;

    private final EventBase base;
    private final HttpClient client;
    private final FetchTarget target;
    private final Progress progress;
    private final @Nullable PrintWriter verbose;
    private final byte[] step = new byte[STEP];
    private String url = "";
    private @Nullable String validator;
    private @Nullable String failure;
    private boolean complete;
    private boolean startsOver;

    Fetch(EventBase base, HttpClient client, FetchTarget target, Progress progress, @Nullable PrintWriter verbose) {
        this.base = base;
        this.client = client;
        this.target = target;
        this.progress = progress;
        this.verbose = verbose;
    }

    /** {@return why it failed, or null} */
    @Nullable
    String run(UrlRequest request, String asked) throws IOException {
        url = asked;
        request.header("User-Agent", "gyre/" + io.gyre.Gyre.version()).header("Accept", "*/*");
        validator = target.resumable(asked);
        if (validator != null) {
            request.header("Range", "bytes=" + target.length() + "-").header("If-Range", validator);
        }
        tell("> " + request + "\n" + request.headers());
        one(request);
        if (startsOver) {
            validator = null;
            request.headers().removeAll("Range");
            request.headers().removeAll("If-Range");
            one(request);
        }
        progress.clear();
        if (complete && failure == null) {
            target.complete();
        }
        return failure;
    }

    private void one(UrlRequest request) {
        startsOver = false;
        Call call = client.start(request, this);
        Loops.onEnd(base, call::cancel);
        Event redraw = base.every(REDRAW, () -> progress.show(base.nanoTime()));
        base.dispatch();
        redraw.close();
    }

    private void tell(String text) {
        if (verbose != null) {
            verbose.println(OneLine.visible(text));
            verbose.flush();
        }
    }

    private void tell(ResponseHead head) {
        tell("< " + head.status() + " " + head.reason() + "\n" + head.headers());
    }

    @Override
    public void onRedirect(Call call, ResponseHead head, String to, Headers headers) {
        tell(head);
        tell("> " + to + "\n" + headers);
    }

    /** Whatever is not what was asked for is not written. */
    @Override
    public boolean onHead(Call call, ResponseHead head) {
        tell(head);
        try {
            return validator == null ? whole(head) : rest(head);
        } catch (IOException unwritable) {
            failure = cannotWrite(unwritable);
            return false;
        }
    }

    private boolean whole(ResponseHead head) throws IOException {
        if (!head.isSuccess() || head.status() == PARTIAL) {
            failure = head.url() + " answered " + head.status() + " " + head.reason();
            return false;
        }
        target.open(false, url, strong(head));
        progress.expect(0, head.length());
        return true;
    }

    /** The answer when only what is missing was asked for. */
    private boolean rest(ResponseHead head) throws IOException {
        long have = target.length();
        String range = head.header("Content-Range");
        if (head.status() == PARTIAL && range != null && range.startsWith("bytes " + have + "-")) {
            target.open(true, url, validator);
            progress.expect(have, head.length() < 0 ? -1 : have + head.length());
            return true;
        }
        if (head.status() == OK) {
            return whole(head);
        }
        startsOver = head.status() == PARTIAL || head.status() == NOT_SATISFIABLE;
        failure = head.url() + " answered " + head.status() + " " + head.reason();
        return false;
    }

    /** {@return by what the content can be told from another version, byte for byte, or null} */
    private static @Nullable String strong(ResponseHead head) {
        String tag = head.header("ETag");
        return tag == null ? head.header("Last-Modified") : tag.startsWith("\"") ? tag : null;
    }

    @Override
    public void onContent(Call call, EvBuffer part) {
        long began = base.nanoTime();
        try {
            while (!part.isEmpty() && failure == null) {
                int count = part.remove(step);
                target.write(step, count);
                progress.add(count);
            }
        } catch (IOException unwritable) {
            failure = cannotWrite(unwritable);
            call.cancel();
        }
        if (base.nanoTime() - began > SLOW_READER_NANOS) {
            call.pause();
            call.resume();
        }
    }

    private static String cannotWrite(IOException cause) {
        return "the content cannot be written: " + cause.getMessage();
    }

    @Override
    public void onEnd(Call call, Headers trailers) {
        complete = true;
        base.loopExit();
    }

    @Override
    public void onFailure(Call call, CallFailure failed) {
        if (startsOver) {
            failure = null;
        } else if (failure == null) {
            boolean cancelled = failed.error() == RequestError.REQUEST_CANCEL;
            failure = (cancelled ? "interrupted" : failed.getMessage())
                    + (target.isKept() ? "; " + progress.done() + " bytes are kept, -C goes on from there" : "");
        }
        base.loopExit();
    }
}

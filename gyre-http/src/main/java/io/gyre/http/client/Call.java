package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.wire.ParserLimits;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request of an {@link HttpClient} that is under way, through redirects and repetitions. Its methods may be called from any thread, and
 * do nothing once it is over.
 */
public final class Call {
    /** How much content of a response that nobody wants is read, so that its connection can be kept. */
    private static final long MOST_DISCARDED = 64 << 10;

    private final HttpClient client;
    private final EventBase base;
    private final CallListener listener;
    private final ClientTimeouts timeouts;
    private final Attempts attempts;
    private final Delivery delivery;
    private final long mostContent;
    private final Headers headers = new Headers();
    private final @Nullable Upload upload;

    private Url url;
    private String urlText;
    private Method method;
    private @Nullable SocketAddress address;
    private @Nullable Proxy proxy;
    private boolean sendsContent;
    private boolean contentUsed;
    private boolean expectsContinue;

    private @Nullable HostPool pool;
    private @Nullable Link link;
    private @Nullable ClientRequest exchange;
    private @Nullable Event wait;
    private @Nullable Event total;
    private @Nullable Runnable afterwards;
    private boolean waits;
    private long discarded;
    private int redirects;
    private boolean stale;
    private boolean headTold;
    private boolean over;

    Call(HttpClient client, UrlRequest request, CallListener listener, long mostContent) {
        this.client = client;
        this.base = client.base();
        this.listener = listener;
        this.mostContent = mostContent;
        timeouts = request.timeouts() == null ? client.timeouts() : request.timeouts();
        attempts = new Attempts(client.retries());
        delivery = new Delivery(this, listener);
        url = request.url();
        urlText = request.urlText();
        method = request.method();
        address = request.address();
        upload = request.upload();
        sendsContent = upload != null;
        expectsContinue = request.expectsContinue();
        request.headers().forEach(headers::add);
        if (url.userinfo() != null && !headers.contains("Authorization")) {
            headers.add("Authorization", Proxy.basic(io.gyre.http.UriEncoding.decode(url.userinfo(), false)));
        }
    }

    ClientTimeouts timeouts() {
        return timeouts;
    }

    // For the user.

    /** {@return whether it has ended} Exact on the loop's thread. */
    public boolean isOver() {
        return over;
    }

    /** Gives it up, which its listener learns as {@link RequestError#REQUEST_CANCEL}. The connection goes with it. */
    public void cancel() {
        onLoop(() -> fail(new CallFailure(RequestError.REQUEST_CANCEL, "the call was cancelled", null)));
    }

    /** Takes no more content until {@link #resume}, so that the server has to wait. Effective at once within a callback. */
    public void pause() {
        onLoop(() -> {
            delivery.pause();
            if (exchange != null) {
                exchange.pauseContent();
            }
        });
    }

    /** Undoes {@link #pause}. */
    public void resume() {
        onLoop(() -> {
            delivery.resume();
            if (exchange != null) {
                exchange.resumeContent();
            }
            base.execute(this::deliver);
        });
    }

    private void deliver() {
        try {
            delivery.deliver();
        } catch (RuntimeException thrown) {
            fail(new CallFailure(RequestError.BUFFER_ERROR, "a callback threw", thrown));
            throw thrown; // To the base's uncaught handler.
        }
    }

    /** Says that an {@link Upload} that had returned {@link Upload.Step#LATER} has more. */
    public void resumeUpload() {
        onLoop(() -> {
            if (exchange != null) {
                exchange.resumeUpload();
            }
        });
    }

    private void onLoop(Runnable action) {
        Runnable unlessOver = () -> {
            if (!over) {
                action.run();
            }
        };
        if (base.inLoop() || base.loopThread() == null) {
            unlessOver.run();
        } else {
            base.execute(unlessOver);
        }
    }

    // Getting a connection.

    void start() {
        Duration limit = timeouts.total();
        if (limit != null) {
            total = base.after(
                    limit, () -> fail(new CallFailure(RequestError.TIMEOUT, "not complete after " + limit, null)));
        }
        attempt();
    }

    private void attempt() {
        if (over) {
            return;
        }
        if (url.isSecure() && !client.pool().hasTls()) {
            fail(new CallFailure(
                    RequestError.BUFFER_ERROR, "cannot ask " + url + ": HttpClient.tls has to be set for https", null));
            return;
        }
        try {
            proxy = address == null ? client.proxies().proxyFor(url.scheme(), url.host(), url.port()) : null;
        } catch (IllegalArgumentException misfit) {
            fail(new CallFailure(RequestError.PROXY, String.valueOf(misfit.getMessage()), misfit));
            return;
        }
        boolean fresh = stale;
        stale = false;
        waits = true;
        client.pool().acquire(this, Route.to(url, address, proxy), fresh);
    }

    void failedToConnect(RequestError error, @Nullable IOException cause) {
        if (over) {
            return;
        }
        waits = false;
        var failure = failure("cannot connect for " + url, error, cause);
        if (error == RequestError.OVERLOAD || error == RequestError.PROXY || !attempts.isOneLeft()) {
            fail(failure);
        } else {
            after(attempts.next(), this::attempt);
        }
    }

    private static CallFailure failure(String what, RequestError error, @Nullable IOException cause) {
        String why = cause == null ? words(error) : String.valueOf(cause.getMessage());
        return new CallFailure(error, what + ": " + why, cause);
    }

    private static String words(RequestError error) {
        return switch (error) {
            case TIMEOUT -> "it took too long";
            case EOF -> "the connection ended too early";
            default -> error.toString();
        };
    }

    // One exchange.

    void ready(HostPool from, Link on) {
        waits = false;
        pool = from;
        link = on;
        var next = new ClientRequest(method, target(), new Exchange());
        exchange = next;
        discarded = 0;
        afterwards = null;
        try {
            if (upload != null && sendsContent) {
                content(next, upload);
            }
            headers(next.headers());
            next.onHeaders(this::onHead);
            next.onContent((_, part) -> onContent(part));
            next.markSent();
        } catch (IOException | RuntimeException misfit) {
            fail(new CallFailure(RequestError.BUFFER_ERROR, String.valueOf(misfit.getMessage()), misfit));
            return;
        }
        on.send(next, url.authority(), timeouts.withTotal(null), ParserLimits.DEFAULT.withContent(mostContent));
    }

    private String target() {
        boolean whole = proxy != null && !url.isSecure();
        return whole ? urlText : url.target();
    }

    private void content(ClientRequest next, Upload source) throws IOException {
        if (contentUsed && !source.rewind()) {
            throw new IOException("the content cannot be sent once more: see Upload.rewind");
        }
        contentUsed = true;
        next.upload(new Borrowed(source));
        next.expectContinue(expectsContinue);
    }

    private void headers(Headers to) {
        headers.forEach(to::add);
        Proxy through = proxy;
        if (through != null && through.authorization() != null && !url.isSecure()) {
            to.set("Proxy-Authorization", through.authorization());
        }
        if (client.decompresses() && !to.contains("Accept-Encoding") && !to.contains("Range")) {
            to.add("Accept-Encoding", "gzip, deflate");
        }
    }

    private boolean onHead(ClientRequest answered) {
        int status = answered.status();
        String location = answered.responseField("Location");
        if (status == 417 && expectsContinue && sendsContent) {
            expectsContinue = false;
            return instead(answered, this::attempt);
        }
        if (location != null && Redirect.isOne(status, location) && client.redirects() > 0) {
            return follow(answered, status, location);
        }
        Duration pause = mayRepeat() ? attempts.next(status, answered.responseField("Retry-After"), base.time()) : null;
        if (pause != null) {
            return instead(answered, () -> after(pause, this::attempt));
        }
        return tell(answered);
    }

    private boolean tell(ClientRequest answered) {
        String coding = answered.responseField("Content-Encoding");
        boolean mayHaveContent = !method.equals(Method.HEAD) && answered.responseLength() != 0;
        ContentDecoder decoder = client.decompresses() && mayHaveContent && !headers.contains("Accept-Encoding")
                ? ContentDecoder.of(coding, mostContent, client.mostRatio())
                : null;
        delivery.decode(decoder);
        Headers seen = answered.responseHeaders();
        if (decoder != null) {
            seen.removeAll("Content-Encoding");
            seen.removeAll("Content-Length");
        }
        headTold = true;
        boolean goesOn = listener.onHead(this, head(answered, decoder == null ? answered.responseLength() : -1));
        if (!goesOn) {
            cancel();
        }
        return !over;
    }

    private ResponseHead head(ClientRequest answered, long length) {
        return new ResponseHead(urlText, answered.status(), answered.reason(), answered.responseHeaders(), length);
    }

    /** Reads the response to its end, unless that is far away, and then does something else. */
    private boolean instead(ClientRequest answered, Runnable next) {
        afterwards = next;
        if (answered.responseLength() > MOST_DISCARDED) {
            base.execute(this::goOnInstead);
            answered.pauseContent();
        }
        return true;
    }

    private void goOnInstead() {
        Runnable next = afterwards;
        afterwards = null;
        if (next != null && !over) {
            drop();
            next.run();
        }
    }

    /** Leaves the exchange, and its connection with it. */
    private void drop() {
        ClientRequest old = exchange;
        Link on = link;
        exchange = null;
        link = null;
        if (old != null && pool != null && on != null) {
            pool.abandon(on);
            old.failed(RequestError.REQUEST_CANCEL, null); // To free its memory; nobody listens.
        }
    }

    private void onContent(EvBuffer part) {
        if (afterwards == null) {
            delivery.add(part);
            if (delivery.isPaused() && exchange != null) {
                exchange.pauseContent(); // It was paused before there was a connection.
            }
            return;
        }
        discarded += part.drain(part.length());
        if (discarded > MOST_DISCARDED) {
            base.execute(this::goOnInstead);
        }
    }

    /** What the pool tells of the exchange. */
    private final class Exchange implements ResponseCallback {
        @Override
        public void onResponse(ClientRequest done) {
            if (done != exchange) {
                return;
            }
            Headers trailers = done.trailers();
            exchange = null;
            link = null;
            Runnable next = afterwards;
            afterwards = null;
            if (next != null) {
                next.run();
            } else {
                delivery.end(trailers);
            }
        }

        @Override
        public void onFailure(ClientRequest failed, RequestError error, @Nullable IOException cause) {
            if (failed != exchange) {
                return;
            }
            exchange = null;
            link = null;
            broken(error, cause, failed.wasStale());
        }
    }

    private void broken(RequestError error, @Nullable IOException cause, boolean wasStale) {
        Runnable next = afterwards;
        afterwards = null;
        if (next != null) {
            next.run(); // The head had said all.
        } else if (wasStale && mayRepeat()) {
            stale = true; // Only once: what comes next is no connection that had been idle.
            attempt();
        } else if (isLoss(error) && mayRepeat() && attempts.isOneLeft()) {
            after(attempts.next(), this::attempt);
        } else {
            fail(failure("no complete answer of " + url, error, cause));
        }
    }

    private static boolean isLoss(RequestError error) {
        return error == RequestError.EOF || error == RequestError.BUFFER_ERROR || error == RequestError.TIMEOUT;
    }

    // Redirects and repetitions.

    private boolean follow(ClientRequest answered, int status, String location) {
        redirects++;
        Redirect redirect = Redirect.of(status, location, url, method);
        String problem = redirect == null
                ? "does not go to '" + location + "', which is no http or https URL"
                : redirects > client.redirects() ? "stops after " + client.redirects() + " redirects" : null;
        if (problem != null || redirect == null) {
            fail(new CallFailure(RequestError.REDIRECT, "redirected by " + url + ", and " + problem, null));
            return false;
        }
        ResponseHead head = head(answered, answered.responseLength());
        redirect.clean(headers, url);
        listener.onRedirect(this, head, redirect.url().toString(), headers);
        return !over && instead(answered, () -> go(redirect));
    }

    private void go(Redirect redirect) {
        if (!redirect.url().hasOrigin(url)) {
            address = null;
        }
        url = redirect.url();
        urlText = url.toString();
        method = redirect.method();
        sendsContent &= redirect.keepsContent();
        attempt();
    }

    private boolean mayRepeat() {
        return !headTold && Repeating.isIdempotent(method);
    }

    private void after(Duration pause, Runnable action) {
        wait = base.after(pause, () -> {
            wait = null;
            action.run();
        });
    }

    // The end.

    void complete(Headers trailers) {
        end(() -> listener.onEnd(this, trailers));
    }

    void fail(CallFailure failure) {
        end(() -> listener.onFailure(this, failure));
    }

    private void end(Runnable tell) {
        if (over) {
            return;
        }
        over = true;
        if (waits) {
            client.pool().forget(this);
        }
        drop();
        delivery.close();
        if (wait != null) {
            wait.close();
        }
        if (total != null) {
            total.close();
        }
        client.ended(this);
        try {
            if (upload != null) {
                upload.close();
            }
        } finally {
            tell.run();
        }
    }

    /** The call's content, which outlives an exchange. */
    private record Borrowed(Upload source) implements Upload {
        @Override
        public long length() {
            return source.length();
        }

        @Override
        public Step next(EvBuffer to) throws IOException {
            return source.next(to);
        }
    }
}

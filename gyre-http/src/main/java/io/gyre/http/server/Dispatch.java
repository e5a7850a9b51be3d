package io.gyre.http.server;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import io.gyre.http.Method;
import io.gyre.http.Status;
import io.gyre.http.UpgradeHandler;
import io.gyre.http.wire.Head;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decides who answers a request, and calls them. */
final class Dispatch {
    private static final String ASTERISK = "*";

    private Dispatch() {}

    /** Refuses what needs no content to be refused; calls who takes content as it comes. */
    static void onHead(HttpConnection connection, HttpRequest request) {
        if (!route(request)) {
            request.error(Status.BAD_REQUEST, null);
            return;
        }
        Head head = request.head();
        HttpServer server = request.server();
        Method method = server.allowedMethod(head.method());
        if (method == null && !asksForOptions(request)) {
            request.error(Status.NOT_IMPLEMENTED, null);
            return;
        }
        if (method != null) {
            request.method(method);
        }
        if (head.expectsUnknown()) {
            request.error(Status.EXPECTATION_FAILED, null);
            return;
        }
        Route route = request.route();
        boolean streaming = route != null && route.streaming();
        if (!streaming && head.contentLength() > server.maxBody()) {
            request.error(Status.CONTENT_TOO_LARGE, null);
            return;
        }
        if (route != null && streaming) {
            call(connection, request, route.handler());
        }
        if (head.expectsContinue() && head.hasContent() && !request.isReplied() && request.isConnected()) {
            connection.sendContinue();
        }
    }

    /** {@return whether the target is one} */
    private static boolean route(HttpRequest request) {
        HttpServer whole = request.server();
        Target target = whole.routes().resolve(request.head());
        if (target == null) {
            return false;
        }
        request.route(whole, target);
        if (whole.hasVirtualHosts()) {
            HttpServer host = whole.serverOf(request.host());
            Target within = host.routes().resolve(request.head());
            if (within != null) {
                request.route(host, within);
            }
        }
        return true;
    }

    private static boolean asksForOptions(HttpRequest request) {
        return request.path().equals(ASTERISK) && request.head().method().equals("OPTIONS");
    }

    static void onContent(HttpConnection connection, HttpRequest request, EvBuffer in, long available) {
        if (!request.isStreaming()
                && request.input().length() + available > request.server().maxBody()) {
            in.drain(available);
            request.error(Status.CONTENT_TOO_LARGE, null);
            return;
        }
        try {
            request.content(in, available);
        } catch (RuntimeException thrown) {
            connection.failed(request, thrown);
        }
    }

    static void onEnd(HttpConnection connection, HttpRequest request) {
        Route route = request.route();
        if (route != null && route.streaming()) {
            try {
                request.end();
            } catch (RuntimeException thrown) {
                connection.failed(request, thrown);
            }
            return;
        }
        request.receivedNow();
        if (route != null && route.upgrade() != null) {
            upgrade(connection, request, route.upgrade());
        } else if (route == null && asksForOptions(request)) {
            request.responseHeaders().add("Allow", allowed(request.server()));
            request.reply(Status.OK);
        } else {
            HttpHandler handler = route == null ? request.server().general() : route.handler();
            call(connection, request, handler);
        }
    }

    private static String allowed(HttpServer server) {
        return server.allowedMethods().stream().map(Method::name).sorted().collect(Collectors.joining(", "));
    }

    private static void call(HttpConnection connection, HttpRequest request, @Nullable HttpHandler handler) {
        if (handler == null) {
            request.error(Status.NOT_FOUND, null);
            return;
        }
        try {
            handler.onRequest(request);
        } catch (RuntimeException thrown) {
            connection.failed(request, thrown);
        }
    }

    private static void upgrade(HttpConnection connection, HttpRequest request, UpgradeHandler handler) {
        if (!request.head().offersUpgrade()) {
            request.responseHeaders().add("Upgrade", "websocket");
            request.replyPage(Status.UPGRADE_REQUIRED, null);
            return;
        }
        var offer = new Upgrade(connection, request);
        try {
            handler.onUpgrade(offer);
            if (!offer.isAnswered()) {
                offer.refuse(Status.BAD_REQUEST, new Headers());
            }
        } catch (RuntimeException thrown) {
            connection.failed(request, thrown);
        }
    }
}

package io.gyre.bench.gyre;

import io.gyre.bench.peer.Out;
import io.gyre.event.EventBase;
import io.gyre.http.Status;
import io.gyre.http.server.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Hello over Gyre's HTTP server. Arguments: {@code lock|nolock|async port}. */
public final class Http {
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private Http() {}

    public static void main(String[] arguments) throws IOException {
        EventBase base = Bases.of(arguments[0]);
        var server = new HttpServer(base);
        server.handle("/hello", request -> {
            request.responseHeaders().add("Content-Type", "text/plain");
            request.reply(Status.OK, HELLO);
        });
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])));
        Out.ready();
        base.dispatch();
    }
}

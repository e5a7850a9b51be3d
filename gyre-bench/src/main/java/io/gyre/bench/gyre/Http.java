package io.gyre.bench.gyre;

import io.gyre.bench.peer.Out;
import io.gyre.event.EventBase;
import io.gyre.http.Status;
import io.gyre.http.server.HttpServer;
import io.gyre.http.server.StaticFiles;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Hello over Gyre's HTTP server. Arguments: {@code lock|nolock|async [folder | chain key] port}. */
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
        if (arguments.length == 3) {
            server.handleOthers(new StaticFiles(Path.of(arguments[1]), false));
        } else if (arguments.length == 4) {
            TlsServer tls = TlsServer.builder()
                    .identity(Path.of(arguments[1]), Path.of(arguments[2]))
                    .build();
            server.transports((on, connection) -> tls.accept(on, connection));
        }
        int port = Integer.parseInt(arguments[arguments.length - 1]);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        Out.ready();
        base.dispatch();
    }
}

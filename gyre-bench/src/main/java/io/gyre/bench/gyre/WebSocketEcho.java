package io.gyre.bench.gyre;

import io.gyre.bench.peer.Out;
import io.gyre.event.EventBase;
import io.gyre.http.server.HttpServer;
import io.gyre.http.websocket.WebSocket;
import io.gyre.http.websocket.WebSocketServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An echo over Gyre's WebSocket. Arguments: {@code lock|nolock port}. */
public final class WebSocketEcho {
    private WebSocketEcho() {}

    public static void main(String[] arguments) throws IOException {
        EventBase base = Bases.of(arguments[0]);
        var server = new HttpServer(base);
        server.upgrade("/ws", new WebSocketServer(_ -> WebSocket::send));
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[1])));
        Out.ready();
        base.dispatch();
    }
}

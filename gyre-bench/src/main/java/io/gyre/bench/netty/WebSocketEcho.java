package io.gyre.bench.netty;

import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** An echo over Netty's WebSocket, as its examples have it. Arguments: {@code port}. */
public final class WebSocketEcho {
    private static final int MOST_CONTENT = 65536;

    private WebSocketEcho() {}

    public static void main(String[] arguments) throws InterruptedException {
        Serving.EPOLL.run(arguments[0], _ -> new ChannelHandler[] {
            new HttpServerCodec(),
            new HttpObjectAggregator(MOST_CONTENT),
            new WebSocketServerProtocolHandler("/ws", null, true),
            new Echo.EchoHandler()
        });
    }
}

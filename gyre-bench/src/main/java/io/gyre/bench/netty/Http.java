package io.gyre.bench.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Hello over Netty's codec, with a Date made once a second, as the other servers send one. Arguments: {@code port}. */
public final class Http {
    private static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private Http() {}

    public static void main(String[] arguments) throws InterruptedException {
        Serving.EPOLL.run(arguments[0], _ -> new ChannelHandler[] {new HttpServerCodec(), new Answers()});
    }

    private static final class Answers extends SimpleChannelInboundHandler<HttpObject> {
        private String date = "";
        private long second;

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpRequest) {
                var reply = new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(HELLO));
                reply.headers()
                        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
                        .set(HttpHeaderNames.DATE, date())
                        .setInt(HttpHeaderNames.CONTENT_LENGTH, HELLO.length);
                var _ = context.write(reply, context.voidPromise());
            } else if (!(part instanceof LastHttpContent)) {
                throw new IllegalStateException("no content is expected");
            }
        }

        private String date() {
            long now = System.currentTimeMillis() / 1000;
            if (now != second) {
                second = now;
                date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
            }
            return date;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close(context.voidPromise());
        }
    }
}

package io.gyre.bench.netty;

import io.gyre.bench.peer.Window;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Asks for /hello over Netty's codec, one request at a time on each connection. Arguments: {@code port connections warmup_ms run_ms}. */
public final class HttpLoad {
    private static volatile long answered;

    private HttpLoad() {}

    public static void main(String[] arguments) throws InterruptedException {
        var bootstrap = new Bootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new HttpClientCodec(), new Questions());
                    }
                });
        for (int i = Integer.parseInt(arguments[1]); i > 0; i--) {
            bootstrap
                    .connect(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]))
                    .sync();
        }
        stand(Integer.parseInt(arguments[2]));
        var window = new Window(answered);
        stand(Integer.parseInt(arguments[3]));
        window.end(answered);
        System.exit(0);
    }

    /** Lets the loop's thread work. */
    private static void stand(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left; (left = end - System.nanoTime()) > 0; ) {
            LockSupport.parkNanos(left);
        }
    }

    private static final class Questions extends SimpleChannelInboundHandler<HttpObject> {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            ask(context);
        }

        private static void ask(ChannelHandlerContext context) {
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/hello");
            request.headers().set(HttpHeaderNames.HOST, "127.0.0.1");
            var _ = context.writeAndFlush(request, context.voidPromise());
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // One loop writes.
        protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
            if (part instanceof HttpResponse response && response.status().code() != 200) {
                throw new IllegalStateException("answered " + response.status());
            }
            if (part instanceof LastHttpContent) {
                answered++;
                ask(context);
            }
        }
    }
}

package io.gyre.bench.netty;

import io.gyre.bench.peer.Out;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;

/** {@code echo} over Netty's native transports. Arguments: {@code epoll|uring [-c] port}. */
public final class Echo {
    private static final int BACKLOG = 4096;

    private Echo() {}

    public static void main(String[] arguments) throws InterruptedException {
        boolean uring = arguments[0].equals("uring");
        IoHandlerFactory handlers = uring ? IoUringIoHandler.newFactory() : EpollIoHandler.newFactory();
        Class<? extends ServerSocketChannel> listener =
                uring ? IoUringServerSocketChannel.class : EpollServerSocketChannel.class;
        var server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, handlers))
                .channel(listener)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(arguments[1].equals("-c") ? new CloseHandler() : new EchoHandler())
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[arguments.length - 1]))
                .sync();
        Out.ready();
        server.channel().closeFuture().sync();
    }

    /** Writes what was read, and flushes once for each batch of reads. */
    @ChannelHandler.Sharable
    static final class EchoHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            var _ = context.write(message, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }
    }

    /** Closes at the first bytes. */
    @ChannelHandler.Sharable
    private static final class CloseHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ReferenceCountUtil.release(message);
            var _ = context.close();
        }
    }
}

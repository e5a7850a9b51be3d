package io.gyre.bench.netty;

import io.gyre.bench.peer.Out;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import java.net.InetAddress;
import java.util.function.Function;

/** What Netty's servers have in common: one loop on a native transport, and a pipeline for each connection. */
enum Serving {
    EPOLL(EpollServerSocketChannel.class) {
        @Override
        IoHandlerFactory loop() {
            return EpollIoHandler.newFactory();
        }
    },
    URING(IoUringServerSocketChannel.class) {
        @Override
        IoHandlerFactory loop() {
            return IoUringIoHandler.newFactory();
        }
    };

    private static final int BACKLOG = 4096;

    private final Class<? extends ServerSocketChannel> listener;

    Serving(Class<? extends ServerSocketChannel> listener) {
        this.listener = listener;
    }

    abstract IoHandlerFactory loop();

    /** Serves the loopback address for ever, with these handlers for each connection. */
    void run(String port, Function<Channel, ChannelHandler[]> handlers) throws InterruptedException {
        var server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, loop()))
                .channel(listener)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handlers.apply(channel));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(port))
                .sync();
        Out.ready();
        server.channel().closeFuture().sync();
    }
}

package io.gyre.bench.netty;

import io.gyre.bench.peer.Out;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.InetAddress;
import javax.net.ssl.SSLException;

/** {@code tls} over Netty's epoll transport. Arguments: {@code jdk|openssl chain key port}. */
public final class TlsEcho {
    private static final int BACKLOG = 4096;

    private TlsEcho() {}

    public static void main(String[] arguments) throws InterruptedException, SSLException {
        SslContext context = SslContextBuilder.forServer(new File(arguments[1]), new File(arguments[2]))
                .sslProvider(arguments[0].equals("jdk") ? SslProvider.JDK : SslProvider.OPENSSL)
                .build();
        var server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(context.newHandler(channel.alloc()), new Echo.EchoHandler());
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[3]))
                .sync();
        Out.ready();
        server.channel().closeFuture().sync();
    }
}

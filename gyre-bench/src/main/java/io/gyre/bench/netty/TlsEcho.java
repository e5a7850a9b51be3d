package io.gyre.bench.netty;

import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import javax.net.ssl.SSLException;

/** {@code tls} over Netty's epoll transport. Arguments: {@code jdk|openssl chain key port}. */
public final class TlsEcho {
    private TlsEcho() {}

    public static void main(String[] arguments) throws InterruptedException, SSLException {
        SslContext context = SslContextBuilder.forServer(new File(arguments[1]), new File(arguments[2]))
                .sslProvider(arguments[0].equals("jdk") ? SslProvider.JDK : SslProvider.OPENSSL)
                .build();
        Serving.EPOLL.run(arguments[3], channel ->
                new ChannelHandler[] {context.newHandler(channel.alloc()), new Echo.EchoHandler()});
    }
}

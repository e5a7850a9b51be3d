package io.gyre.bench.netty;

import io.gyre.bench.peer.DnsRounds;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;

/** {@code dns} over Netty's resolver, without caches, on the epoll transport. Arguments: {@code resolve} and those of the rounds. */
public final class Dns extends DnsRounds {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final EventLoop loop = group.next();
    private final DnsNameResolver resolver;
    private volatile CountDownLatch done = new CountDownLatch(1);

    private Dns(String[] arguments) {
        super(arguments);
        resolver = new DnsNameResolverBuilder(loop)
                .datagramChannelFactory(this::channel)
                // It asks each server once, and tries again by asking the next.
                .nameServerProvider(new SequentialDnsServerAddressStreamProvider(
                        Collections.nCopies(attempts, new InetSocketAddress(InetAddress.getLoopbackAddress(), port))))
                .resolvedAddressTypes(ResolvedAddressTypes.IPV4_ONLY)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .optResourceEnabled(false)
                .queryTimeoutMillis(timeoutMillis)
                .maxQueriesPerResolve(attempts)
                .build();
    }

    private DatagramChannel channel() {
        var channel = new EpollDatagramChannel();
        if (receiveBuffer > 0) {
            channel.config().setReceiveBufferSize(receiveBuffer);
        }
        return channel;
    }

    public static void main(String[] arguments) {
        var dns = new Dns(Arrays.copyOfRange(arguments, 1, arguments.length));
        dns.run();
        var _ = dns.group.shutdownGracefully();
    }

    @Override
    protected void ask(String name, int number) {
        var _ = resolver.resolve(name).addListener(future -> ended(number, future.isSuccess()));
    }

    @Override
    protected void loop(Runnable first) {
        done = new CountDownLatch(1);
        loop.execute(first);
        try {
            done.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected void stop() {
        done.countDown();
    }
}

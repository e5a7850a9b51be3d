package io.gyre.bench.gyre;

import io.gyre.bench.peer.DnsRounds;
import io.gyre.bench.peer.Out;
import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.DnsServer;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ResolverFlag;
import io.gyre.dns.ResolverOptions;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResponseCode;
import io.gyre.event.EventBase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** {@code dns} over Gyre's resolver and server. Arguments: {@code resolve} and those of the rounds, or {@code serve PORT}. */
public final class Dns extends DnsRounds {
    private static final int TTL = 60;

    private final EventBase base = new EventBase();
    private final DnsResolver resolver;

    private Dns(String[] arguments) {
        super(arguments);
        ResolverOptions options = ResolverOptions.defaults().toBuilder()
                .maxInflight(inflight)
                .timeout(Duration.ofMillis(timeoutMillis))
                .attempts(attempts)
                .receiveBuffer(receiveBuffer)
                .build();
        resolver = DnsResolver.of(base, options, ResolverFlag.DISABLE_WHEN_INACTIVE, ResolverFlag.NO_CACHE);
        resolver.addNameServer("127.0.0.1:" + port);
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments[0].equals("serve")) {
            serve(Integer.parseInt(arguments[1]));
        } else {
            new Dns(Arrays.copyOfRange(arguments, 1, arguments.length)).run();
        }
    }

    @Override
    protected void ask(String name, int number) {
        resolver.resolveIpv4(name, result -> ended(number, result instanceof DnsResult.Answered), QueryFlag.NO_SEARCH);
    }

    @Override
    protected void loop(Runnable first) {
        base.execute(first);
        base.dispatch();
    }

    @Override
    protected void stop() {
        base.loopBreak();
    }

    private static void serve(int port) throws IOException {
        List<InetAddress> address = List.of(InetAddress.ofLiteral("192.0.2.1"));
        try (var base = new EventBase();
                var _ = DnsServer.udp(base, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), request -> {
                    if (request.question().type().equals(RecordType.A)) {
                        request.addAddresses(request.question().name(), TTL, address);
                    }
                    request.respond(ResponseCode.NOERROR);
                })) {
            Out.ready();
            base.dispatch();
        }
    }
}

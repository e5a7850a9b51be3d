package io.gyre.dns.jvm;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.QueryFlag;
import io.gyre.dns.ReverseName;
import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.EventBase;
import io.gyre.net.HostQuery;
import io.gyre.net.HostQuery.Family;
import io.gyre.net.HostResult;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Asks Gyre, on a loop of its own, which starts with the first name. That loop itself asks the JDK, for it cannot wait for itself. */
final class GyreInetAddressResolver implements InetAddressResolver {
    private final InetAddressResolver builtin;

    /** Made on first use, by when the JDK is up. */
    private static final class Background {
        static final EventBase BASE = new EventBase();
        static final DnsResolver RESOLVER = DnsResolver.system(BASE);

        static {
            BASE.addVirtual(); // It runs as long as the process.
            Thread.ofPlatform().daemon().name("gyre-dns").start(BASE::dispatch);
        }
    }

    GyreInetAddressResolver(InetAddressResolver builtin) {
        this.builtin = builtin;
    }

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
        if (isBackground()) {
            return builtin.lookupByName(host, policy);
        }
        var future = new CompletableFuture<HostResult>();
        var request = Background.RESOLVER.resolve(
                HostQuery.builder().host(host).port(0).family(family(policy)).build(), Runnable::run, future::complete);
        try {
            return switch (future.get()) {
                case HostResult.Resolved found -> inOrder(found, policy).stream();
                case HostResult.Failed failed -> throw new UnknownHostException(failed.message());
            };
        } catch (InterruptedException interrupted) {
            request.cancel();
            Thread.currentThread().interrupt();
            throw new UnknownHostException(host + ": interrupted");
        } catch (ExecutionException impossible) {
            throw new AssertionError("nobody completes it with a failure", impossible);
        }
    }

    private static boolean isBackground() {
        return Thread.currentThread().getName().equals("gyre-dns");
    }

    private static boolean has(LookupPolicy policy, int characteristic) {
        return (policy.characteristics() & characteristic) != 0;
    }

    private static Family family(LookupPolicy policy) {
        boolean v4 = has(policy, LookupPolicy.IPV4);
        boolean v6 = has(policy, LookupPolicy.IPV6);
        return v4 == v6 ? Family.UNSPEC : v4 ? Family.INET : Family.INET6;
    }

    private static List<InetAddress> inOrder(HostResult.Resolved found, LookupPolicy policy) {
        List<InetAddress> addresses = new ArrayList<>(
                found.addresses().stream().map(InetSocketAddress::getAddress).toList());
        Comparator<InetAddress> v6First = Comparator.comparing(address -> !(address instanceof Inet6Address));
        if (has(policy, LookupPolicy.IPV4_FIRST)) {
            addresses.sort(v6First.reversed());
        } else if (has(policy, LookupPolicy.IPV6_FIRST)) {
            addresses.sort(v6First);
        }
        return addresses;
    }

    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
        if (isBackground()) {
            return builtin.lookupByAddress(address);
        }
        InetAddress ip = InetAddress.getByAddress(address);
        List<DnsName> local = Background.RESOLVER.hostNames(ip);
        if (!local.isEmpty()) {
            return local.getFirst().toHost();
        }
        try {
            DnsResult result =
                    Background.RESOLVER.await(ReverseName.of(ip).toString(), RecordType.PTR, QueryFlag.NO_SEARCH);
            return switch (result) {
                case DnsResult.Answered answered
                when answered.records().getFirst().data() instanceof RecordData.Ptr ptr ->
                    ptr.target().toHost();
                case DnsResult.Answered _ -> throw new UnknownHostException(ip.getHostAddress());
                case DnsResult.Failed failed -> throw new UnknownHostException(failed.message());
            };
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException(ip.getHostAddress() + ": interrupted");
        }
    }
}

package io.gyre.net;

import io.gyre.net.HostQuery.Family;
import io.gyre.net.HostQuery.Flag;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks the system's name service, which blocks, in virtual threads. */
final class SystemHostResolver implements HostResolver {
    private static final int LOOKUPS_AT_ONCE = 64;
    private static final int MOST_WAITING = 10_000;

    /** The blocking call. */
    interface Lookup {
        InetAddress[] lookup(String host) throws UnknownHostException;
    }

    /** Runs an action later, unless the handle returned is run before. */
    interface Deadlines {
        Runnable after(Duration delay, Runnable action);
    }

    /**
     * What the resolver needs of the world outside; tests bring their own.
     *
     * @param configured the only family that this host can use, or UNSPEC; may block
     */
    record World(
            Lookup lookup,
            LookupQueue queue,
            Deadlines deadlines,
            Supplier<Family> configured,
            ServiceNames services) {}

    /** One for the process, so that the limit on lookups holds for all of it. Made when first used. */
    private static final class Shared {
        static final World WORLD = new World(
                InetAddress::getAllByName,
                new LookupQueue(virtualThreads(), LOOKUPS_AT_ONCE, MOST_WAITING),
                SystemHostResolver::later,
                SystemHostResolver::configuredFamily,
                ServiceNames.system());

        private static Executor virtualThreads() {
            return Thread.ofVirtual().name("gyre-resolver-", 0)::start;
        }
    }

    private final World world;
    private final Duration deadline;

    SystemHostResolver(World world, Duration deadline) {
        if (!deadline.isPositive()) {
            throw new IllegalArgumentException("the deadline must be longer than nothing, but is " + deadline);
        }
        this.world = world;
        this.deadline = deadline;
    }

    static HostResolver shared(Duration deadline) {
        return new SystemHostResolver(Shared.WORLD, deadline);
    }

    @Override
    public Resolution resolve(HostQuery query, Executor executor, HostCallback callback) {
        var request = new PendingResolution(query, executor, callback);
        HostResult known = GetAddrInfo.immediate(query, world.services);
        String host = query.host();
        if (known != null || host == null) {
            request.complete(known != null ? known : noHost(query));
            return request;
        }
        if (world.queue.offer(request, () -> lookUp(query, host, request))) {
            request.whenDecided(world.deadlines.after(deadline, () -> request.complete(tooLate(query))));
        } else {
            request.complete(tooMany(query));
        }
        return request;
    }

    /**
     * Completes the request whatever happens: an error that escaped would leave its owner waiting for the deadline.
     */
    private void lookUp(HostQuery query, String host, PendingResolution request) {
        try {
            request.complete(blockingLookup(query, host));
        } catch (OutOfMemoryError e) {
            request.complete(GetAddrInfo.failed(query, EaiError.MEMORY, EaiError.MEMORY.text()));
            throw e;
        } catch (RuntimeException | Error e) {
            request.complete(GetAddrInfo.failed(query, EaiError.FAIL, "the lookup failed: " + e));
            throw e;
        }
    }

    private HostResult blockingLookup(HostQuery query, String host) {
        boolean restrict = query.has(Flag.ADDRCONFIG) && query.family() == Family.UNSPEC;
        HostQuery restricted = restrict ? query.withFamily(world.configured.get()) : query;
        try {
            return GetAddrInfo.answer(restricted, world.services, List.of(world.lookup.lookup(host)), host);
        } catch (UnknownHostException e) {
            String reason = e.getMessage() == null ? "" : e.getMessage();
            return new HostResult.Failed(errorOf(reason), query.subject() + ": not found: " + reason);
        }
    }

    /** The JDK tells the cause in the system's words only; other languages than English end as NONAME. */
    private static EaiError errorOf(String reason) {
        if (reason.contains("Temporary failure")) {
            return EaiError.AGAIN;
        }
        if (reason.contains("Non-recoverable failure")) {
            return EaiError.FAIL;
        }
        if (reason.contains("System error")) {
            return EaiError.SYSTEM;
        }
        return reason.contains("No address associated") ? EaiError.NODATA : EaiError.NONAME;
    }

    private static HostResult noHost(HostQuery query) {
        return GetAddrInfo.failed(query, EaiError.NONAME, "there is no host to look up");
    }

    private HostResult tooLate(HostQuery query) {
        return GetAddrInfo.failed(
                query,
                EaiError.AGAIN,
                "timed out after " + inWords(deadline)
                        + "; check that the name servers of this host (/etc/resolv.conf) answer");
    }

    private static String inWords(Duration time) {
        long millis = time.toMillis();
        return millis % 1000 == 0 ? millis / 1000 + " s" : millis + " ms";
    }

    private static HostResult tooMany(HostQuery query) {
        return GetAddrInfo.failed(
                query,
                EaiError.AGAIN,
                "not asked, because " + MOST_WAITING + " lookups already wait; check that the name servers answer,"
                        + " or look up less at a time");
    }

    /** Uses the JDK's own timer thread. The future lets go of its timer as soon as it is completed. */
    static Runnable later(Duration delay, Runnable action) {
        var expired = new CompletableFuture<Boolean>()
                .completeOnTimeout(true, TimeUnit.NANOSECONDS.convert(delay), TimeUnit.NANOSECONDS);
        var _ = expired.thenAccept(yes -> {
            if (yes) {
                action.run();
            }
        });
        return () -> expired.complete(false);
    }

    static Family configuredFamily() {
        try {
            var families = EnumSet.noneOf(Family.class);
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !SocketAddresses.isLocal(address))
                    .forEach(address -> families.add(address instanceof Inet4Address ? Family.INET : Family.INET6));
            return onlyOne(families);
        } catch (SocketException e) {
            return Family.UNSPEC; // The host cannot tell, so nothing is left out.
        }
    }

    /** A host with neither may be about to go online: nothing is left out either. */
    static Family onlyOne(EnumSet<Family> families) {
        return families.size() == 1 ? families.iterator().next() : Family.UNSPEC;
    }
}

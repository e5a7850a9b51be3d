package io.gyre.http.client;

import io.gyre.event.EventBase;
import io.gyre.http.wire.HeadPool;
import io.gyre.http.wire.MessageWriter;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All connections of a client, by route, and what they are made with. */
final class Pool {
    private static final int FIRST_PRUNE = 128;

    private final EventBase base;
    private final HeadPool heads = new HeadPool();
    private final MessageWriter writer = new MessageWriter();
    private final Map<Route, HostPool> hosts = new HashMap<>();

    /** Those that could not make a connection because there were too many. */
    private final Set<HostPool> starving = new LinkedHashSet<>();

    private final Patience sweeper;
    private PoolLimits limits = PoolLimits.DEFAULT;
    private HostResolver resolver = HostResolver.system();
    private HostQuery.Family family = HostQuery.Family.UNSPEC;
    private @Nullable TlsLayer tls;
    private @Nullable InetSocketAddress localAddress;
    private int connections;
    private int waiting;
    private int pruneAt = FIRST_PRUNE;
    private long sweepDue;
    private boolean closed;

    Pool(EventBase base) {
        this.base = base;
        sweeper = new Patience(base, "http idle connections", this::sweep);
    }

    EventBase base() {
        return base;
    }

    HeadPool heads() {
        return heads;
    }

    MessageWriter writer() {
        return writer;
    }

    PoolLimits limits() {
        return limits;
    }

    void limits(PoolLimits other) {
        limits = other;
    }

    HostResolver resolver() {
        return resolver;
    }

    void resolver(HostResolver other) {
        resolver = other;
    }

    HostQuery.Family family() {
        return family;
    }

    void family(HostQuery.Family wanted) {
        family = wanted;
    }

    @Nullable
    TlsLayer tls() {
        return tls;
    }

    boolean hasTls() {
        return tls != null;
    }

    void tls(@Nullable TlsLayer layer) {
        tls = layer;
    }

    @Nullable
    InetSocketAddress localAddress() {
        return localAddress;
    }

    void localAddress(@Nullable InetSocketAddress from) {
        localAddress = from;
    }

    boolean isClosed() {
        return closed;
    }

    int connections() {
        return connections;
    }

    int idle() {
        return hosts.values().stream().mapToInt(HostPool::idle).sum();
    }

    int waiting() {
        return waiting;
    }

    void acquire(Call call, Route route, boolean fresh) {
        if (hosts.size() >= pruneAt) {
            hosts.values().removeIf(HostPool::isUnused);
            pruneAt = Math.max(FIRST_PRUNE, 2 * hosts.size());
        }
        hosts.computeIfAbsent(route, key -> new HostPool(this, key)).acquire(call, fresh);
    }

    /** Takes back a wish for a connection. */
    void forget(Call call) {
        for (HostPool each : hosts.values()) {
            if (each.forget(call)) {
                return;
            }
        }
    }

    /** {@return whether one more call may wait, which is counted then} */
    boolean mayWait() {
        boolean may = waiting < limits.waiting();
        waiting += may ? 1 : 0;
        return may;
    }

    void waits(int more) {
        waiting += more;
    }

    void opened() {
        connections++;
    }

    /** {@return whether there may be one more connection, after an idle one has given way if need be} */
    boolean makeRoom(HostPool wanting) {
        if (connections < limits.total() || evictOne()) {
            return true;
        }
        starving.add(wanting);
        return false;
    }

    private boolean evictOne() {
        return hosts.values().stream().anyMatch(HostPool::evictOne);
    }

    /** One connection less; whoever starved may have its place. */
    void freed() {
        connections--;
        if (!closed && !starving.isEmpty()) {
            base.execute(this::feed);
        }
    }

    private void feed() {
        List<HostPool> hungry = List.copyOf(starving);
        starving.clear();
        if (!closed) {
            hungry.forEach(HostPool::pump);
        }
    }

    /** Looks at idle connections in so many nanoseconds, or before. */
    void sweepIn(long nanos) {
        long due = base.nanoTime() + nanos;
        if (!sweeper.isWaiting() || due - sweepDue < 0) {
            sweepDue = due;
            sweeper.until(due);
        }
    }

    private void sweep() {
        long now = base.nanoTime();
        long next = -1;
        for (HostPool each : List.copyOf(hosts.values())) {
            long left = each.sweep(now);
            next = left >= 0 && (next < 0 || left < next) ? left : next;
        }
        if (next >= 0) {
            sweepIn(next);
        }
    }

    void close() {
        closed = true;
        sweeper.close();
        List.copyOf(hosts.values()).forEach(HostPool::close);
        hosts.clear();
    }
}

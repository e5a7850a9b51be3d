package io.gyre.listener;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Holds connections back until their PROXY header is complete. Not all at once, and none for long. */
final class ProxyGate {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final int CONNECTIONS = 1024;

    private final ConnectionListener listener;

    /** Only the loop's thread changes it. */
    private final Set<ProxyArrival> arrivals = ConcurrentHashMap.newKeySet();

    private final AtomicLong refused = new AtomicLong();

    /** Where each read goes first; there is one at a time. */
    final MemorySegment scratch = Arena.ofAuto().allocate(ProxyHeader.MAX_BYTES);

    private volatile Duration deadline = DEADLINE;
    private volatile int most = CONNECTIONS;
    private volatile @Nullable ProxyErrorCallback errorCallback;

    ProxyGate(ConnectionListener listener) {
        this.listener = listener;
    }

    void errorCallback(@Nullable ProxyErrorCallback user) {
        errorCallback = user;
    }

    void limits(Duration longest, int connections) {
        if (!longest.isPositive() || connections < 1) {
            throw new IllegalArgumentException("a deadline of " + longest + " for " + connections
                    + " connections lets nobody in: both must be positive");
        }
        deadline = longest;
        most = connections;
    }

    boolean isFull() {
        return arrivals.size() >= most;
    }

    int waiting() {
        return arrivals.size();
    }

    long refused() {
        return refused.get();
    }

    /** Takes over a connection. Mostly its header is there already. */
    void admit(Fd connection) {
        var arrival = new ProxyArrival(this, connection);
        if (!arrival.advance()) {
            arrivals.add(arrival);
            arrival.await(listener.base(), deadline);
            if (isFull()) {
                listener.update(); // Who waits in the backlog would wake the loop for ever.
            }
        }
    }

    void onHeader(ProxyArrival arrival, ProxyHeader header) {
        forget(arrival);
        listener.deliver(arrival.connection(), arrival.peer(), header);
    }

    void onRefused(ProxyArrival arrival, ProxyHeaderException failure) {
        SocketAddress peer = arrival.peer();
        arrival.connection().close();
        forget(arrival);
        refused.incrementAndGet();
        ProxyErrorCallback user = errorCallback;
        if (user != null) {
            user.onProxyError(listener, peer, failure);
        }
    }

    void onFailure(ProxyArrival arrival, ErrnoException failure) {
        arrival.connection().close();
        forget(arrival);
        refused.incrementAndGet();
        listener.report(failure);
    }

    private void forget(ProxyArrival arrival) {
        boolean wasFull = isFull();
        if (arrivals.remove(arrival) && wasFull) {
            listener.update();
        }
    }

    void close() {
        for (ProxyArrival arrival : List.copyOf(arrivals)) {
            arrival.close();
            arrivals.remove(arrival);
        }
    }
}

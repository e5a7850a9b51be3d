package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the parts of a resolver share. Everything in it is guarded by one lock, which every event and every call from outside takes; users
 * are told their results without it, by {@link Completions}. The order of locks is: this one, then the base's.
 *
 * <pre>
 *   Lookup (search list)  ┐                          ┌ UdpPort ┐
 *   AddressLookup (A+AAAA)├► Flights ► Exchange ► NameServer   ├► the network
 *                         ┘  cache     attempts      └ TcpConnection
 *                                      Admission
 * </pre>
 */
final class Engine {
    final EventBase base;
    private final ReentrantLock lock = new ReentrantLock();
    final Entropy entropy = new Entropy();
    final Counters counters = new Counters();
    final Completions completions;
    final Wire wire = new Wire();
    final DnsCache cache;
    final Servers servers;
    final Admission admission;
    final Flights flights;
    final Deadlines deadlines;
    final boolean keepsAnswers;
    private final boolean mayRest;

    ResolverOptions options = ResolverOptions.defaults();
    List<DnsName> search = List.of();
    HostsFile hosts = HostsFile.empty();
    boolean closed;

    /** The time at which the lock was taken last, once it was asked for: reading the clock for each message costs more than it tells. */
    private long time;

    private boolean timeKnown;
    private boolean keepsLoopRunning;

    Engine(EventBase base, Set<ResolverFlag> flags) {
        this.base = base;
        keepsAnswers = !flags.contains(ResolverFlag.NO_CACHE);
        mayRest = flags.contains(ResolverFlag.DISABLE_WHEN_INACTIVE);
        completions = new Completions(base);
        cache = new DnsCache(base.config().clock());
        servers = new Servers(this);
        admission = new Admission(this);
        flights = new Flights(this);
        deadlines = new Deadlines(this);
    }

    /** {@return the time on the base's clock, the same as long as the lock is held} */
    long now() {
        if (!timeKnown) {
            time = base.nanoTime();
            timeKnown = true;
        }
        return time;
    }

    private void enter() {
        lock.lock();
        timeKnown = false;
    }

    /** Does something with the lock held. */
    void locked(Runnable action) {
        enter();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** {@return what {@code action} gives with the lock held} */
    <T extends @Nullable Object> T get(Supplier<T> action) {
        enter();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    /** {@return a timer that runs {@code action} with the lock held} It may be late and for nothing: whoever was faster has won. */
    Event timer(String name, Runnable action) {
        return base.timer((_, _) -> locked(action)).name(name);
    }

    /** {@return an event that runs {@code action} with the lock held, as long as it is added} */
    Event whenReadable(Fd fd, Runnable action) {
        return base.event(fd, EventMask.READ.or(EventMask.PERSIST), (_, _) -> locked(action))
                .name("DNS replies");
    }

    /** {@return an event that runs {@code action} with the lock held, once} */
    Event whenWritable(Fd fd, Runnable action) {
        return base.event(fd, EventMask.WRITE, (_, _) -> locked(action)).name("DNS queries");
    }

    /** {@return whether nothing may wait by itself now, for that would keep the loop from ending} */
    boolean rests() {
        return mayRest && admission.isIdle();
    }

    /** Holds the loop while there are servers to be heard, unless it shall end when nothing is asked. */
    void holdLoop(boolean hold) {
        boolean wanted = hold && !mayRest && !closed;
        if (wanted && !keepsLoopRunning) {
            base.addVirtual();
        } else if (!wanted && keepsLoopRunning) {
            base.removeVirtual();
        }
        keepsLoopRunning = wanted;
    }

    /** Has the questions that are asked now wait for other servers. */
    void recall() {
        admission.recall().forEach(Exchange::recall);
    }

    /** Ends everything. Those who wait are told, or not. */
    void close(boolean failRequests) {
        if (closed) {
            return;
        }
        closed = true;
        flights.close(failRequests);
        servers.close();
        holdLoop(false);
    }
}

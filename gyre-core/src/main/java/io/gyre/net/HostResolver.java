package io.gyre.net;

import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * Finds the addresses of hosts: {@code evutil_getaddrinfo} and {@code evdns_getaddrinfo} in one shape. Whoever needs
 * host names asks this interface; the system's name service and this library's DNS client implement it.
 *
 * <p>Every request ends in exactly one callback, on the executor given with it, and never later than a deadline. An
 * {@code EventBase} is such an executor. Implementations use {@link PendingResolution} to keep that promise and
 * {@link GetAddrInfo} for everything that needs no name service.
 */
@FunctionalInterface
public interface HostResolver {
    /** How long {@link #system()} waits for an answer before it reports {@link EaiError#AGAIN}. */
    Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    /**
     * Starts to resolve a host and returns at once. May be called from any thread. Even an answer known beforehand (a
     * literal, a refused flag) goes through the executor, so the callback never runs within this call unless the
     * executor itself runs tasks at once. If the executor refuses the callback, that is logged as a warning and
     * nothing else happens.
     *
     * @param query what to look for
     * @param executor runs the callback
     * @param callback learns the outcome
     * @return a handle to cancel with
     */
    Resolution resolve(HostQuery query, Executor executor, HostCallback callback);

    /** {@return the system's name service, with {@link #DEFAULT_DEADLINE}} As {@link #system(Duration)}. */
    static HostResolver system() {
        return SystemHostResolver.shared(DEFAULT_DEADLINE);
    }

    /**
     * {@return the system's name service, asked through {@link java.net.InetAddress#getAllByName} in virtual threads}
     *
     * <p>Answers to the blocking {@code evutil_getaddrinfo} without blocking. It sees what other programs of this
     * host see: the hosts file, DNS, and whatever else is configured. At most 64 lookups run at a time in the
     * process, whichever deadlines they have, and 10,000 wait; more fail with {@link EaiError#AGAIN}. The deadline
     * includes the wait. The system's call cannot be interrupted, so a lookup given up for its deadline or cancelled
     * holds one of the 64 places until the system returns.
     *
     * <p>The JDK decides some details: it caches answers ({@code networkaddress.cache.ttl}), puts IPv4 first (start
     * Java with {@code -Djava.net.preferIPv6Addresses=system} for the system's order), and tells no canonical name,
     * so that {@link HostQuery.Flag#CANONNAME} yields the name asked for.
     *
     * @param deadline how long a request may take, more than 0
     * @throws IllegalArgumentException if the deadline is not positive
     */
    static HostResolver system(Duration deadline) {
        return SystemHostResolver.shared(deadline);
    }
}

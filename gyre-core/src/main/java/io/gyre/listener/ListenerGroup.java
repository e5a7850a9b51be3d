package io.gyre.listener;

import io.gyre.event.EventBase;
import io.gyre.event.EventBaseGroup;
import io.gyre.event.Tenancy;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections at one address for all loops of a group. Each connection belongs to one loop, and counts to its load until its
 * tenancy is closed. The group's shutdown closes the listeners first: what waits in a backlog then is refused.
 *
 * <p>Made before the group is started, or, unless its bases have {@code NOLOCK}, while it runs; the same goes for {@link #close}.
 */
public final class ListenerGroup implements AutoCloseable {
    private final EventBaseGroup group;
    private final Placement placement;
    private final PlacedCallback callback;
    private final List<ConnectionListener> listeners = new ArrayList<>();

    /** Closes a listener and its socket when the group shuts down; equal if it is for the same one. */
    private record Closing(ConnectionListener listener) implements Runnable {
        @Override
        public void run() {
            listener.close();
            listener.fd().close();
        }
    }

    private ListenerGroup(EventBaseGroup group, Placement placement, PlacedCallback callback) {
        this.group = group;
        this.placement = placement;
        this.callback = callback;
    }

    /**
     * {@return listeners at a new address}
     *
     * @param group whose loops get the connections
     * @param address an {@link InetSocketAddress} (port 0 for any free one) or a {@link java.net.UnixDomainSocketAddress}
     * @param placement which loop gets which
     * @param callback learns of them
     * @param options as for {@link ConnectionListener#bind}
     * @throws ErrnoException naming the address, if it is taken, foreign, or needs a privilege
     * @throws IllegalArgumentException for REUSE_PORT, if the address is no internet address, or the platform has no such option
     * @throws IllegalStateException if the group is shutting down
     */
    public static ListenerGroup bind(
            EventBaseGroup group,
            SocketAddress address,
            Placement placement,
            PlacedCallback callback,
            ListenerOption... options)
            throws ErrnoException {
        var made = new ListenerGroup(group, placement, callback);
        try {
            made.bind(address, options);
            made.begin();
        } catch (ErrnoException | RuntimeException refused) {
            made.close();
            throw refused;
        }
        return made;
    }

    /**
     * {@return a listener on a socket that listens already, such as one that was inherited}
     *
     * @param group whose loops get the connections
     * @param socket closed with the listener; stays the caller's if this throws
     * @param placement LEAST_LOADED or ROUND_ROBIN
     * @param callback learns of them
     * @throws IllegalArgumentException for REUSE_PORT, which needs a socket for each loop
     * @throws IllegalStateException if the group is shutting down
     */
    public static ListenerGroup of(EventBaseGroup group, Fd socket, Placement placement, PlacedCallback callback) {
        if (placement == Placement.REUSE_PORT) {
            throw new IllegalArgumentException(
                    "one socket cannot be placed by REUSE_PORT, which needs one for each loop:"
                            + " use LEAST_LOADED or ROUND_ROBIN");
        }
        var made = new ListenerGroup(group, placement, callback);
        var listener = ConnectionListener.of(group.iterator().next(), socket, null);
        made.listeners.add(listener);
        try {
            made.begin();
        } catch (RuntimeException refused) {
            listener.close(); // And not the socket.
            throw refused;
        }
        return made;
    }

    private void bind(SocketAddress address, ListenerOption... options) throws ErrnoException {
        if (placement != Placement.REUSE_PORT) {
            listeners.add(ConnectionListener.bind(group.iterator().next(), address, null, options));
            return;
        }
        if (!(address instanceof InetSocketAddress)) {
            throw new IllegalArgumentException(
                    address + ": several sockets cannot share this address: use LEAST_LOADED or ROUND_ROBIN");
        }
        ListenerOption[] sharing = Stream.concat(Stream.of(options), Stream.of(ListenerOption.REUSEABLE_PORT))
                .toArray(ListenerOption[]::new);
        SocketAddress shared = address;
        for (EventBase base : group) {
            ConnectionListener each = bindSharing(base, shared, sharing);
            listeners.add(each);
            shared = Objects.requireNonNull(each.address()); // With the port that the first one got.
        }
    }

    private static ConnectionListener bindSharing(EventBase base, SocketAddress address, ListenerOption... options)
            throws ErrnoException {
        try {
            return ConnectionListener.bind(base, address, null, options);
        } catch (ErrnoException refused) {
            if (refused.errno() != Errno.ENOPROTOOPT) {
                throw refused;
            }
            throw new IllegalArgumentException(
                    "the " + base.config().platform().name() + " platform has no SO_REUSEPORT here:"
                            + " use LEAST_LOADED or ROUND_ROBIN",
                    refused);
        }
    }

    /** Accepts from now on: not before all listeners are there, so that a failure loses no client. */
    private void begin() {
        listeners.forEach(each -> group.addShutdownHook(each.base(), new Closing(each)));
        listeners.forEach(each -> each.callback(this::onAccept));
    }

    private void onAccept(ConnectionListener listener, Fd connection, @Nullable SocketAddress peer) {
        EventBase base = switch (placement) {
            case REUSE_PORT -> listener.base();
            case LEAST_LOADED -> group.leastLoaded();
            case ROUND_ROBIN -> group.next();
        };
        Tenancy tenancy = group.admit(base, connection::close);
        if (base == listener.base()) {
            deliver(tenancy, connection, peer);
        } else {
            handOver(tenancy, connection, peer);
        }
    }

    private void handOver(Tenancy tenancy, Fd connection, @Nullable SocketAddress peer) {
        try {
            tenancy.base().execute(() -> deliver(tenancy, connection, peer));
        } catch (RuntimeException refused) {
            tenancy.close(); // The listener closes the connection.
            throw refused;
        }
    }

    private void deliver(Tenancy tenancy, Fd connection, @Nullable SocketAddress peer) {
        try {
            callback.onPlaced(tenancy, connection, peer);
        } catch (RuntimeException | Error thrown) {
            tenancy.close();
            connection.close();
            throw thrown;
        }
    }

    /** {@return where it listens, with the port that the kernel chose for port 0} */
    public @Nullable SocketAddress address() {
        return listeners.getFirst().address();
    }

    /** {@return the listeners, one or as many as loops} For their error callbacks, limits and counts. */
    public List<ConnectionListener> listeners() {
        return List.copyOf(listeners);
    }

    /** Accepts no more, and closes the listening sockets. Connections go on. Idempotent. */
    @Override
    public void close() {
        for (ConnectionListener each : listeners) {
            var closing = new Closing(each);
            group.removeShutdownHook(closing);
            closing.run();
        }
    }
}

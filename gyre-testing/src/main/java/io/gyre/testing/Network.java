package io.gyre.testing;

import io.gyre.net.SocketOption;
import io.gyre.net.SocketType;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One machine that has every address there is: who is bound where, and who waits for an answer from where nobody gives one.
 * Guarded by the platform's lock.
 */
final class Network {
    /** The range that IANA leaves to whoever asks for any free port. */
    private static final int FIRST_FREE_PORT = 49152;

    private static final int LAST_FREE_PORT = 65535;

    /** Sockets of a type that have a port, or a path, in common. */
    private record Place(SocketType type, Object name) {
        static Place of(SocketType type, SocketAddress address) {
            return new Place(type, address instanceof InetSocketAddress inet ? (Object) inet.getPort() : address);
        }
    }

    private final Map<Place, List<Socket>> bound = new HashMap<>();
    /** Where Unix sockets were bound, for their files would still be there. */
    private final Set<SocketAddress> paths = new HashSet<>();

    private final Map<SocketAddress, List<StreamSocket>> silent = new HashMap<>();
    private int nextPort = FIRST_FREE_PORT;
    private int turn;

    /** What happens to datagrams on their way. */
    private DatagramPath path = (_, _, deliver) -> deliver.run();

    /** Guards everything here. */
    private final Object lock;

    Network(Object lock) {
        this.lock = lock;
    }

    void path(DatagramPath way) {
        path = way;
    }

    /** Sends a datagram on its way, at the end of which {@code deliver} runs, with the lock held. */
    void carry(SocketAddress from, SocketAddress to, Runnable deliver) {
        path.carry(from, to, () -> {
            synchronized (lock) {
                deliver.run();
            }
        });
    }

    /** How many bytes may be on their way in one direction, unless said otherwise. */
    int bufferBytes = SimulatedPlatform.DEFAULT_BUFFER;

    /** Gives a socket its name. {@return 0 or {@code -errno}} */
    int bind(Socket socket, SocketAddress address) {
        SocketAddress wanted = address;
        if (address instanceof InetSocketAddress inet && inet.getPort() == 0) {
            wanted = freePort(socket.type, inet.getAddress());
        }
        List<Socket> neighbours = bound.computeIfAbsent(Place.of(socket.type, wanted), _ -> new ArrayList<>());
        for (Socket neighbour : neighbours) {
            if (conflict(socket, wanted, neighbour)) {
                return Errno.EADDRINUSE.result();
            }
        }
        neighbours.add(socket);
        if (socket.isUnix()) {
            paths.add(wanted);
        }
        socket.local = wanted;
        return 0;
    }

    private static boolean conflict(Socket newcomer, SocketAddress address, Socket holder) {
        boolean shared = both(newcomer, holder, SocketOption.REUSE_PORT)
                || (!holder.isListening() && both(newcomer, holder, SocketOption.REUSE_ADDRESS));
        return !shared && overlap(newcomer, address, holder);
    }

    private static boolean both(Socket one, Socket other, SocketOption option) {
        return one.isOn(option) && other.isOn(option);
    }

    private static boolean overlap(Socket newcomer, SocketAddress address, Socket holder) {
        SocketAddress held = holder.localAddress();
        if (!(address instanceof InetSocketAddress wanted) || !(held instanceof InetSocketAddress has)) {
            return true; // The same path.
        }
        return wanted.getAddress().equals(has.getAddress())
                || covers(newcomer, wanted.getAddress(), has.getAddress())
                || covers(holder, has.getAddress(), wanted.getAddress());
    }

    /** {@return whether a socket bound to {@code own} takes what is meant for {@code other}} */
    private static boolean covers(Socket socket, InetAddress own, InetAddress other) {
        if (!own.isAnyLocalAddress()) {
            return own.equals(other);
        }
        boolean sameFamily = own instanceof Inet4Address == other instanceof Inet4Address;
        return sameFamily || (own instanceof Inet6Address && !socket.isOn(SocketOption.IPV6_ONLY));
    }

    void unbind(Socket socket) {
        if (socket.local != null) {
            Place place = Place.of(socket.type, socket.local);
            List<Socket> neighbours = bound.get(place);
            if (neighbours != null && neighbours.remove(socket) && neighbours.isEmpty()) {
                bound.remove(place);
            }
        }
    }

    /** {@return whether anybody has this name, listening or not} */
    boolean isBound(SocketType type, SocketAddress address) {
        return bound.containsKey(Place.of(type, address));
    }

    /** {@return whether a Unix socket was ever bound there} */
    boolean wasBound(SocketAddress path) {
        return paths.contains(path);
    }

    /**
     * {@return who gets what is sent to {@code address}, or null} A socket that names the address comes before one that takes
     * any; those that share a port take turns.
     */
    @Nullable
    Socket find(SocketType type, SocketAddress address, Predicate<Socket> fit) {
        List<Socket> fitting = bound.getOrDefault(Place.of(type, address), List.of()).stream()
                .filter(fit)
                .toList();
        if (!(address instanceof InetSocketAddress inet)) {
            return fitting.isEmpty() ? null : fitting.getFirst();
        }
        InetAddress ip = inet.getAddress();
        List<Socket> exact =
                fitting.stream().filter(socket -> ip.equals(ipOf(socket))).toList();
        List<Socket> best = !exact.isEmpty()
                ? exact
                : fitting.stream()
                        .filter(socket -> covers(socket, ipOf(socket), ip))
                        .toList();
        return best.isEmpty() ? null : best.get(turn++ % best.size());
    }

    private static InetAddress ipOf(Socket socket) {
        return ((InetSocketAddress) socket.localAddress()).getAddress();
    }

    /** {@return a name for a socket that sends to {@code destination} without having one} Others may have the same port. */
    SocketAddress passingName(SocketAddress destination) {
        return destination instanceof InetSocketAddress inet
                ? new InetSocketAddress(inet.getAddress(), takePort())
                : UnixDomainSocketAddress.of("");
    }

    private InetSocketAddress freePort(SocketType type, InetAddress ip) {
        for (int i = FIRST_FREE_PORT; i <= LAST_FREE_PORT; i++) {
            var candidate = new InetSocketAddress(ip, takePort());
            if (!isBound(type, candidate)) {
                return candidate;
            }
        }
        throw new IllegalStateException("every port from " + FIRST_FREE_PORT + " on is taken");
    }

    private int takePort() {
        int port = nextPort;
        nextPort = port == LAST_FREE_PORT ? FIRST_FREE_PORT : port + 1;
        return port;
    }

    /** {@return the address that {@code address} leads to} Sending to any address reaches this machine. */
    static SocketAddress destination(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress()) {
            return new InetSocketAddress(loopback(inet.getAddress() instanceof Inet6Address), inet.getPort());
        }
        return address;
    }

    /** {@return the name of a socket once it talks to {@code destination}} It is no longer any address, but one. */
    static @Nullable SocketAddress towards(@Nullable SocketAddress local, SocketAddress destination) {
        return local instanceof InetSocketAddress from
                        && from.getAddress().isAnyLocalAddress()
                        && destination instanceof InetSocketAddress to
                ? new InetSocketAddress(to.getAddress(), from.getPort())
                : local;
    }

    static SocketAddress nowhere(StandardProtocolFamily family) {
        return switch (family) {
            case INET -> new InetSocketAddress(ip(new byte[4]), 0);
            case INET6 -> new InetSocketAddress(ip(new byte[16]), 0);
            case UNIX -> UnixDomainSocketAddress.of("");
        };
    }

    /** {@return the words and the address, or nothing for a socket without a name} */
    static String named(String words, @Nullable SocketAddress address) {
        return address == null || address.toString().isEmpty() ? "" : words + address;
    }

    private static InetAddress loopback(boolean v6) {
        byte[] bytes = v6 ? new byte[16] : new byte[] {127, 0, 0, 0};
        bytes[bytes.length - 1] = 1;
        return ip(bytes);
    }

    private static InetAddress ip(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(bytes.length + " bytes are always an address", impossible);
        }
    }

    // Addresses that do not answer.

    void silence(SocketAddress address) {
        silent.putIfAbsent(address, new ArrayList<>());
    }

    /** {@return those who waited} */
    List<StreamSocket> unsilence(SocketAddress address) {
        List<StreamSocket> waited = silent.remove(address);
        return waited == null ? List.of() : waited;
    }

    /** {@return whether nobody answers there, so that {@code caller} waits} */
    boolean waitsInVain(StreamSocket caller, SocketAddress address) {
        List<StreamSocket> waiting = silent.get(address);
        return waiting != null && waiting.add(caller);
    }

    void stopWaiting(StreamSocket caller) {
        silent.values().forEach(waiting -> waiting.remove(caller));
    }
}

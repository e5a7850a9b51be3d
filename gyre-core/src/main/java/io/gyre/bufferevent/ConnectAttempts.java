package io.gyre.bufferevent;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import io.gyre.net.Resolution;
import io.gyre.net.SocketAddresses;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a host by name, by Happy Eyeballs (RFC 8305): the host is looked up, and its addresses are tried one after
 * another, each a little after the one before or as soon as that has failed, until one of them connects. Ends once, with one of
 * the calls of {@link Ending}, unless it is cancelled. On the loop's thread, under the owner's lock.
 *
 * <pre>
 * looking up ──► trying ──► connected
 *      └───────────┴──────► failed
 * </pre>
 */
final class ConnectAttempts {
    /** The Connection Attempt Delay that RFC 8305, section 5, recommends. */
    static final Duration DELAY = Duration.ofMillis(250);

    /** Learns how it went. */
    interface Ending {
        /** The lookup is over: with addresses, or with a failure, after which nothing else is called. */
        void lookedUp(HostResult result);

        /** The first attempt to succeed. {@code winner} now belongs to the one who is told. */
        void connected(Fd winner);

        /** No address could be reached. */
        void failed(IOException last);
    }

    /** A socket that is on its way. */
    private final class Attempt {
        private final InetSocketAddress address;
        private final Fd socket;
        private final Event writable;

        Attempt(InetSocketAddress address) throws ErrnoException {
            this.address = address;
            socket = new Descriptors(base.config().platform()).connect(address, local);
            writable = base.event(socket, EventMask.WRITE, (_, _) -> locked(this::decide));
            writable.add();
        }

        private void decide() {
            if (!underWay.remove(this)) {
                return; // Another one won in the same turn of the loop.
            }
            ErrnoException error = socket.socketError();
            writable.close();
            if (error == null) {
                cancel();
                ending.connected(socket);
            } else {
                socket.close();
                last = new ErrnoException("connect " + SocketAddresses.format(address), error.errno());
                tryNext();
            }
        }

        void abandon() {
            writable.close();
            socket.close();
        }
    }

    private final BufferEvent owner;
    private final EventBase base;
    private final Ending ending;
    private final @Nullable SocketAddress local;
    private final Queue<InetSocketAddress> untried = new ArrayDeque<>();
    private final List<Attempt> underWay = new ArrayList<>(2);
    private @Nullable Resolution lookup;
    private @Nullable Event delay;
    private @Nullable IOException last;
    private boolean lookingUp;
    private boolean ended;

    /** {@code local} is where all of them come from, or null. */
    ConnectAttempts(BufferEvent owner, @Nullable SocketAddress local, Ending ending) {
        this.owner = owner;
        this.local = local;
        this.base = owner.base();
        this.ending = ending;
    }

    /** Begins. A loop that has nothing else to do waits for the answer, which may come from another thread. */
    void start(HostQuery query, HostResolver resolver) {
        lookingUp = true;
        base.addVirtual();
        lookup = resolver.resolve(query, base, result -> locked(() -> lookedUp(result)));
    }

    private void locked(Runnable step) {
        owner.lock();
        try {
            step.run();
        } finally {
            owner.unlock();
        }
    }

    private void lookedUp(HostResult result) {
        if (!lookingUp) {
            return;
        }
        endLookup();
        if (result instanceof HostResult.Resolved found) {
            untried.addAll(interleaved(streams(found)));
            ending.lookedUp(result);
            if (!ended) {
                tryNext();
            }
        } else {
            ended = true;
            ending.lookedUp(result);
        }
    }

    private void endLookup() {
        lookingUp = false;
        lookup = null;
        base.removeVirtual();
    }

    private static List<InetSocketAddress> streams(HostResult.Resolved found) {
        return found.entries().stream()
                .filter(entry -> entry.socketType() == SocketType.STREAM)
                .map(entry -> entry.address())
                .distinct()
                .toList();
    }

    /**
     * {@return the addresses with the families taking turns, so that a family that does not work costs one delay and not many}
     * The family of the first one begins, and within a family the order stays: RFC 8305, section 4.
     */
    static List<InetSocketAddress> interleaved(List<InetSocketAddress> addresses) {
        var first = new ArrayDeque<InetSocketAddress>();
        var second = new ArrayDeque<InetSocketAddress>();
        for (InetSocketAddress each : addresses) {
            (isInet6(each) == isInet6(addresses.getFirst()) ? first : second).add(each);
        }
        var mixed = new ArrayList<InetSocketAddress>(addresses.size());
        while (!first.isEmpty() || !second.isEmpty()) {
            if (!first.isEmpty()) {
                mixed.add(first.remove());
            }
            if (!second.isEmpty()) {
                mixed.add(second.remove());
            }
        }
        return mixed;
    }

    private static boolean isInet6(InetSocketAddress address) {
        return address.getAddress() instanceof Inet6Address;
    }

    private void tryNext() {
        boolean begun = false;
        while (!begun && !untried.isEmpty()) {
            begun = begin(untried.remove());
        }
        if (!untried.isEmpty()) {
            wait(DELAY);
        } else if (underWay.isEmpty()) {
            cancel();
            ending.failed(last != null ? last : new IOException("the host has no address for a stream socket"));
        } else {
            dropDelay();
        }
    }

    private boolean begin(InetSocketAddress address) {
        try {
            underWay.add(new Attempt(address));
            return true;
        } catch (ErrnoException refused) {
            last = refused;
            return false;
        }
    }

    private void wait(Duration time) {
        dropDelay();
        delay = base.after(
                time,
                () -> locked(() -> {
                    if (!ended) {
                        tryNext();
                    }
                }));
    }

    private void dropDelay() {
        if (delay != null) {
            delay.close();
            delay = null;
        }
    }

    /** Gives everything up, without another call to the ending. Idempotent. */
    void cancel() {
        ended = true;
        Resolution waiting = lookup;
        if (lookingUp) {
            endLookup();
        }
        if (waiting != null) {
            waiting.cancel();
        }
        dropDelay();
        untried.clear();
        underWay.forEach(Attempt::abandon);
        underWay.clear();
    }
}

package io.gyre.cli;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Brings two ends together: by connecting to the first address that answers, or by waiting for one caller. */
final class Rendezvous {
    private final EventBase base;
    private final Descriptors descriptors;
    private final CatCommand.Connected connected;

    private Rendezvous(EventBase base, Descriptors descriptors, CatCommand.Connected connected) {
        this.base = base;
        this.descriptors = descriptors;
        this.connected = connected;
    }

    static void connect(
            EventBase base, Descriptors descriptors, String host, int port, CatCommand.Connected connected) {
        new Rendezvous(base, descriptors, connected).resolve(host, port);
    }

    /** Takes one connection, and no second one. */
    static void listen(
            EventBase base,
            Descriptors descriptors,
            String host,
            int port,
            PrintWriter log,
            CatCommand.Connected connected)
            throws IOException {
        Fd listener = descriptors.listen(new InetSocketAddress(host, port));
        log.println("gyre cat: listening at " + listener.localAddress());
        log.flush();
        base.event(listener, EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    Fd socket = listener.accept();
                    if (socket != null) {
                        event.close();
                        listener.close();
                        connected.onConnected(socket);
                    }
                })
                .name("listener")
                .add();
    }

    private void resolve(String host, int port) {
        base.addVirtual(); // The loop has nothing else to wait for while the name is looked up.
        var query =
                HostQuery.builder().host(host).service(Integer.toString(port)).build();
        HostResolver.system().resolve(query, base, result -> {
            base.removeVirtual();
            switch (result) {
                case HostResult.Resolved resolved ->
                    connectTo(resolved.addresses().iterator());
                case HostResult.Failed failed -> connected.onFailure(failed.message());
            }
        });
    }

    private void connectTo(Iterator<InetSocketAddress> addresses) {
        InetSocketAddress address = addresses.next();
        try {
            Fd socket = descriptors.connect(address);
            base.event(socket, EventMask.WRITE, (event, _) -> connected(event, socket, address, addresses))
                    .name("connecting")
                    .add();
        } catch (ErrnoException refused) {
            next(refused.getMessage(), addresses);
        }
    }

    private void connected(Event event, Fd socket, InetSocketAddress address, Iterator<InetSocketAddress> others) {
        ErrnoException error = socket.socketError();
        if (error == null) {
            connected.onConnected(socket);
        } else {
            event.close();
            socket.close();
            next(new ErrnoException("connect " + address, error.errno()).getMessage(), others);
        }
    }

    private void next(@Nullable String reason, Iterator<InetSocketAddress> addresses) {
        if (addresses.hasNext()) {
            connectTo(addresses);
        } else {
            connected.onFailure(String.valueOf(reason));
        }
    }
}

package io.gyre.cli;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.listener.AcceptCallback;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.HostResolver;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Connects standard input and output with a socket, as ncat does. */
@Command(
        name = "cat",
        description = "Send standard input to a TCP peer, and what it sends to standard output.",
        mixinStandardHelpOptions = true)
final class CatCommand implements Callable<Integer> {
    @Option(
            names = {"-l", "--listen"},
            description = "Wait for one connection instead of making one.")
    private boolean listen;

    @Parameters(
            arity = "1..2",
            paramLabel = "HOST PORT",
            description = "Where to connect or listen; with -l the host may be left out, and is then 127.0.0.1.")
    private String[] target = {};

    @Mixin
    private final Rate rate = new Rate();

    @Mixin
    private final Loops loops = new Loops();

    @Mixin
    private final TlsServing serving = new TlsServing();

    @Mixin
    private final TlsConnecting connecting = new TlsConnecting();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CatCommand() {}

    @Override
    public Integer call() throws IOException {
        String host = host(listen ? "127.0.0.1" : null);
        int port = port();
        TlsServer server = listen ? serving.server(spec, spec.commandLine().getErr()) : null;
        try (EventBase base = loops.open();
                var streams = new StandardStreams(new Descriptors(loops.platform()))) {
            Loops.endOnSignals(base);
            SocketBufferEvent socket = SocketBufferEvent.unconnected(base, BufferEventOption.CLOSE_ON_FREE);
            socket.rateLimit(rate.limit());
            Fd caller = listen ? awaitOne(base, new InetSocketAddress(host, port)) : null;
            if (listen && caller == null) {
                return 0; // Ended by a signal.
            }
            socket.fd(caller);
            var session = new CatSession(base, streams, socket, overTls(server, socket, host, port), host + ":" + port);
            if (!listen) {
                socket.connect(host, port, HostResolver.system());
            } else if (server == null) {
                session.start();
            }
            base.dispatch();
            return session.finish();
        }
    }

    /** {@return what the session talks to: the socket, or TLS on top of it, which tells when it is connected} */
    private BufferEvent overTls(@Nullable TlsServer server, SocketBufferEvent socket, String host, int port) {
        if (!serving.isOn()) {
            return socket;
        }
        return server == null
                ? connecting.client().over(socket, host, port, BufferEventOption.CLOSE_ON_FREE)
                : server.over(socket, BufferEventOption.CLOSE_ON_FREE);
    }

    /** {@return one connection, and no second one; null if a signal came first} */
    private @Nullable Fd awaitOne(EventBase base, InetSocketAddress address) throws IOException {
        @Nullable Fd[] caller = new @Nullable Fd[1];
        AcceptCallback take = (listener, connection, _) -> {
            caller[0] = connection;
            listener.disable();
            base.loopBreak();
        };
        try (var listener = ConnectionListener.bind(base, address, take, ListenerOption.REUSEABLE)) {
            PrintWriter log = spec.commandLine().getErr();
            log.println("gyre cat: listening at " + listener.address());
            log.flush();
            base.dispatch();
        }
        return caller[0];
    }

    private String host(@Nullable String otherwise) {
        if (target.length == 2) {
            return target[0];
        }
        if (otherwise == null) {
            throw new ParameterException(spec.commandLine(), "Missing port: give HOST and PORT");
        }
        return otherwise;
    }

    private int port() {
        String text = target[target.length - 1];
        try {
            int port = Integer.parseInt(text);
            if (port >= (listen ? 0 : 1) && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException notANumber) {
            // Told below, with the range.
        }
        throw new ParameterException(spec.commandLine(), "'" + text + "' is no port: use 1 to 65535");
    }
}

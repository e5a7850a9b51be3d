package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.tls.TlsServer;
import java.io.IOException;
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
        var descriptors = new Descriptors(loops.platform());
        try (EventBase base = loops.open();
                var streams = new StandardStreams(descriptors)) {
            Loops.endOnSignals(base);
            var session = new CatSession(base, streams);
            if (listen) {
                Rendezvous.listen(
                        base,
                        descriptors,
                        host("127.0.0.1"),
                        port(),
                        spec.commandLine().getErr(),
                        overTls(base, descriptors, session));
            } else {
                Rendezvous.connect(base, descriptors, host(null), port(), overTls(base, descriptors, session));
            }
            base.dispatch();
            return session.finish();
        }
    }

    /** {@return the session, or what stands between it and a peer that speaks TLS} */
    private Connected overTls(EventBase base, Descriptors descriptors, CatSession session) throws IOException {
        if (!serving.isOn()) {
            return session;
        }
        TlsServer server = listen ? serving.server(spec, spec.commandLine().getErr()) : null;
        return server != null
                ? TlsTunnel.toClient(base, descriptors, server, session)
                : TlsTunnel.toServer(base, descriptors, connecting.client(), host(null), port(), session);
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

    /** Takes the connection, or the reason why there is none. */
    interface Connected {
        void onConnected(Fd socket);

        void onFailure(String reason);
    }
}

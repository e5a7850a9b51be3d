package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.listener.HandOver;
import io.gyre.listener.ProxyHeader;
import io.gyre.listener.Taken;
import io.gyre.net.SocketAddresses;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Relays connections to another address. */
@Command(
        name = "proxy",
        description = "Relay connections to another address. A slow reader slows its sender, and needs no more memory.",
        mixinStandardHelpOptions = true)
final class ProxyCommand implements Callable<Integer> {
    private static final double LONGEST_SECONDS = 1e9;

    @Parameters(
            index = "0",
            paramLabel = "LISTEN",
            description = {
                "[HOST:]PORT or unix:PATH to listen at; port 0 for any. Without HOST it is 127.0.0.1.",
                "systemd or systemd:NAME for a socket that systemd opened."
            })
    private String listen = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "[HOST:]PORT or unix:PATH to connect to.")
    private String target = "";

    @Option(
            names = "--idle",
            paramLabel = "SECONDS",
            description = "Close a connection that moved nothing either way for so long.")
    private @Nullable Double idle;

    @Option(
            names = "--drain",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "When terminated, wait so long for connections to end. Default: ${DEFAULT-VALUE}.")
    private double drain = 10;

    @Option(
            names = "--accept-proxy",
            description =
                    "Every client begins with a PROXY header, of version 1 or 2. Only for clients that can be trusted.")
    private boolean acceptProxy;

    @Option(
            names = "--send-proxy",
            description = "Tell the target whose connection it is by a PROXY header, version 1.")
    private boolean sendProxy;

    @Option(names = "--send-proxy-v2", description = "The same in version 2.")
    private boolean sendProxyV2;

    @Option(
            names = "--hand-over",
            paramLabel = "PATH",
            description = {
                "Take the listening socket from the proxy that was started with the same path, if one runs; it then"
                        + " drains and ends.",
                "A Unix socket is made there for the next one."
            })
    private @Nullable Path handOver;

    @Option(names = "--tls-to", description = "Speak TLS with TARGET, too, or only with it.")
    private boolean tlsTo;

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

    ProxyCommand() {}

    @Override
    public Integer call() throws IOException {
        SocketAddress to = Endpoint.parse(target, 1);
        var limits = new ProxyServer.Limits(
                rate.limit(), idle == null ? null : seconds("--idle", idle), seconds("--drain", drain));
        var headers = new ProxyServer.Headers(acceptProxy, version());
        try (EventBase base = loops.open()) {
            ProxySocket socket = ProxySocket.open(loops.platform(), listen, handOver);
            var server = new ProxyServer(
                    base, socket.fd(), to, limits, headers, spec.commandLine().getOut());
            server.tls(serving.server(spec, spec.commandLine().getOut()), tlsTo ? connecting.client() : null);
            Loops.onEnd(base, server::drain);
            try (HandOver _ = awaitSuccessor(base, socket, server)) {
                String address = SocketAddresses.format(Objects.requireNonNull(server.address()));
                server.print("relaying to " + SocketAddresses.format(to) + " with " + base.method() + ", listening at "
                        + address);
                confirm(socket, server);
                base.dispatch();
            } finally {
                server.close();
            }
        }
        return 0;
    }

    private @Nullable HandOver awaitSuccessor(EventBase base, ProxySocket socket, ProxyServer server)
            throws IOException {
        return handOver == null
                ? null
                : HandOver.serve(base, handOver, List.of(socket.fd()), () -> {
                    server.print("handed its socket over");
                    server.drain();
                });
    }

    private static void confirm(ProxySocket socket, ProxyServer server) throws IOException {
        Taken taken = socket.taken();
        if (taken != null) {
            taken.confirm();
            server.print("took over from process " + taken.predecessor());
        }
    }

    private ProxyHeader.@Nullable Version version() {
        if (sendProxy && sendProxyV2) {
            throw new ParameterException(spec.commandLine(), "--send-proxy and --send-proxy-v2 exclude each other");
        }
        return sendProxy ? ProxyHeader.Version.V1 : sendProxyV2 ? ProxyHeader.Version.V2 : null;
    }

    private Duration seconds(String option, double seconds) {
        if (!(seconds >= 0.001 && seconds <= LONGEST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + seconds + ": use 0.001 to 1000000000 seconds");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}

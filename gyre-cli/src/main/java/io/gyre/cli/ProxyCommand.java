package io.gyre.cli;

import io.gyre.bufferevent.RateLimit;
import io.gyre.event.EventBase;
import io.gyre.event.Signal;
import io.gyre.net.SocketAddresses;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
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
            description = "[HOST:]PORT or unix:PATH to listen at; port 0 for any. Without HOST it is 127.0.0.1.")
    private String listen = "";

    @Parameters(index = "1", paramLabel = "TARGET", description = "[HOST:]PORT or unix:PATH to connect to.")
    private String target = "";

    @Option(
            names = "--rate",
            paramLabel = "BYTES/s",
            description = "Let each connection move no more bytes a second than this, each way.")
    private @Nullable Long rate;

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

    @Option(names = "--tls-to", description = "Speak TLS with TARGET, too, or only with it.")
    private boolean tlsTo;

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
        SocketAddress from = Endpoint.parse(listen, 0);
        SocketAddress to = Endpoint.parse(target, 1);
        var limits = new ProxyServer.Limits(
                rate(), idle == null ? null : seconds("--idle", idle), seconds("--drain", drain));
        try (EventBase base = loops.open()) {
            var server =
                    new ProxyServer(base, from, to, limits, spec.commandLine().getOut());
            server.tls(serving.server(spec, spec.commandLine().getOut()), tlsTo ? connecting.client() : null);
            base.signal(Signal.INT, (_, _) -> server.drain()).name("Ctrl-C").add();
            base.signal(Signal.TERM, (_, _) -> server.drain()).name("terminate").add();
            SocketAddress address = Objects.requireNonNullElse(server.address(), from);
            server.print("relaying to " + SocketAddresses.format(to) + " with " + base.method() + ", listening at "
                    + SocketAddresses.format(address));
            try {
                base.dispatch();
            } finally {
                server.close();
            }
        }
        return 0;
    }

    private @Nullable RateLimit rate() {
        if (rate == null) {
            return null;
        }
        if (rate < 10) {
            throw new ParameterException(spec.commandLine(), "--rate is " + rate + ": use 10 bytes a second or more");
        }
        return RateLimit.bytesPerSecond(rate);
    }

    private Duration seconds(String option, double seconds) {
        if (!(seconds >= 0.001 && seconds <= LONGEST_SECONDS)) {
            throw new ParameterException(
                    spec.commandLine(), option + " is " + seconds + ": use 0.001 to 1000000000 seconds");
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}

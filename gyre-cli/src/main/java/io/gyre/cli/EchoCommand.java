package io.gyre.cli;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.event.EventBaseGroup;
import io.gyre.event.ShutdownReport;
import io.gyre.event.Tenancy;
import io.gyre.listener.ListenerGroup;
import io.gyre.listener.ListenerOption;
import io.gyre.listener.Placement;
import io.gyre.net.Fd;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends back whatever it gets. Each connection is a bufferevent with a pipe to itself, which reads no faster than the peer does. */
@Command(name = "echo", description = "Serve TCP: send back whatever comes in.", mixinStandardHelpOptions = true)
final class EchoCommand implements Callable<Integer> {
    @Mixin
    private final Address address = new Address();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run this many loops. Default: ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(
            names = "--placement",
            paramLabel = "HOW",
            defaultValue = "REUSE_PORT",
            description = {
                "How connections are spread over the loops: ${COMPLETION-CANDIDATES}.",
                "Default: ${DEFAULT-VALUE}, by the kernel."
            })
    private Placement placement = Placement.REUSE_PORT;

    @Mixin
    private final Rate rate = new Rate();

    @Mixin
    private final Loops loops = new Loops();

    @Mixin
    private final TlsServing serving = new TlsServing();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    EchoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (threads < 1 || threads > 1024) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + ": use 1 to 1024");
        }
        RateLimit limit = rate.limit();
        TlsServer tls = serving.server(spec, spec.commandLine().getOut());
        try (var group = new EventBaseGroup("echo", threads, loops.config());
                var listeners = ListenerGroup.bind(
                        group,
                        address.toListenAt(),
                        threads == 1 ? Placement.ROUND_ROBIN : placement, // One loop needs no port that is shared.
                        (tenancy, connection, _) -> echo(tenancy, connection, limit, tls),
                        ListenerOption.REUSEABLE)) {
            EventBase first = group.iterator().next();
            Loops.onEnd(first, () -> group.shutdown(Duration.ZERO));
            print("listening at " + listeners.address() + " with " + first.method());
            report(group.start().join());
        }
        return 0;
    }

    // begin quote
    private static void echo(Tenancy tenancy, Fd connection, @Nullable RateLimit limit, @Nullable TlsServer tls) {
        var socket = SocketBufferEvent.of(tenancy.base(), connection, BufferEventOption.CLOSE_ON_FREE);
        socket.rateLimit(limit);
        BufferEvent echo = tls == null ? socket : tls.over(socket, BufferEventOption.CLOSE_ON_FREE);
        tenancy.onCut(echo::close);
        echo.pipeTo(echo, (_, _) -> {
            echo.close();
            tenancy.close();
        });
    }
    // end quote

    private void report(ShutdownReport end) {
        if (end.cut() > 0) {
            print("cut " + end.cut() + (end.cut() == 1 ? " connection" : " connections"));
        }
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("gyre echo: " + line);
        out.flush();
    }
}

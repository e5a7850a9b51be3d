package io.gyre.cli;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.RateLimit;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.BufferEventFactory;
import io.gyre.http.server.HttpServer;
import io.gyre.listener.ListenerOption;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves a folder over HTTP. */
@Command(
        name = "http",
        description = "Serve a folder over HTTP: files, ranges, folders' pages, and what the options add.",
        mixinStandardHelpOptions = true)
final class HttpCommand implements Callable<Integer> {
    /** How long replies may take once the command is asked to end. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})([KMG]?)");
    private static final long LEAST_RATE = 10;

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            defaultValue = ".",
            description = "The folder. Default: the current one.")
    private Path folder = Path.of(".");

    @Option(
            names = {"-p", "--port"},
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "Listen at this port; 0 for any. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Listen at this address. Default: ${DEFAULT-VALUE}.")
    private InetAddress address = InetAddress.getLoopbackAddress();

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Run this many loops; the kernel spreads connections over them. Default: ${DEFAULT-VALUE}.")
    private int threads = 1;

    @Option(
            names = "--limit",
            paramLabel = "RATE",
            description = "Let each connection move no more bytes a second than this, each way; 200K and 5M will do.")
    private @Nullable String limit;

    @Mixin
    private final TlsServing serving = new TlsServing();

    @Mixin
    private final HttpPaths paths = new HttpPaths();

    @Mixin
    private final Loops loops = new Loops();

    private boolean draining;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    HttpCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (threads < 1 || threads > 1024) {
            throw new ParameterException(spec.commandLine(), "--threads is " + threads + ": use 1 to 1024");
        }
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--port is " + port + ": use 0 to 65535");
        }
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "'" + folder + "' is no folder: name one that there is");
        }
        BufferEventFactory transports =
                transports(rate(), serving.server(spec, spec.commandLine().getOut()));
        List<HttpServer> servers = new ArrayList<>();
        try {
            SocketAddress bound = null;
            for (int i = 0; i < threads; i++) {
                bound = add(servers, transports, bound);
            }
            run(servers, bound);
        } finally {
            for (HttpServer server : servers) {
                EventBase base = server.base();
                server.close();
                base.close();
            }
        }
        return 0;
    }

    private @Nullable RateLimit rate() {
        if (limit == null) {
            return null;
        }
        Matcher parts = RATE.matcher(limit);
        long bytes = parts.matches() ? Long.parseLong(parts.group(1)) * scale(parts.group(2)) : 0;
        if (bytes < LEAST_RATE) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--limit is " + limit + ": use " + LEAST_RATE + " bytes a second or more, as in 5000, 200K or 5M");
        }
        return RateLimit.bytesPerSecond(bytes);
    }

    private static long scale(String unit) {
        return switch (unit) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            case "G" -> 1L << 30;
            default -> 1;
        };
    }

    private static BufferEventFactory transports(@Nullable RateLimit rate, @Nullable TlsServer tls) {
        return (base, connection) -> {
            if (rate == null && tls == null) {
                return null;
            }
            var socket = SocketBufferEvent.of(base, connection, BufferEventOption.CLOSE_ON_FREE);
            socket.rateLimit(rate);
            return tls == null ? socket : tls.over(socket, BufferEventOption.CLOSE_ON_FREE);
        };
    }

    /** The second listener and those after it share the port that the first one got. */
    private @Nullable SocketAddress add(
            List<HttpServer> servers, BufferEventFactory transports, @Nullable SocketAddress bound) throws IOException {
        var server = new HttpServer(loops.open());
        server.transports(transports);
        servers.add(server);
        paths.add(server, folder, address, spec.commandLine().getOut());
        SocketAddress wanted = bound == null ? new InetSocketAddress(address, port) : bound;
        List<ListenerOption> options = new ArrayList<>(List.of(ListenerOption.REUSEABLE));
        if (threads > 1) {
            options.add(ListenerOption.REUSEABLE_PORT);
        }
        BoundSocket socket = server.bind(wanted, options.toArray(ListenerOption[]::new));
        return socket.address();
    }

    private void run(List<HttpServer> servers, @Nullable SocketAddress bound) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        EventBase first = servers.getFirst().base();
        Loops.onEnd(first, () -> drain(servers));
        out.println("gyre http: serving " + folder + " at " + url(bound, serving.isOn()) + " with " + first.method());
        out.flush();
        Thread.Builder.OfPlatform named =
                Thread.ofPlatform().name("http-", 2); // So that ps -L and top tell the loops apart.
        List<Thread> others = servers.stream()
                .skip(1)
                .map(each -> named.start(each.base()::dispatch))
                .toList();
        Thread.currentThread().setName("http-1");
        first.dispatch();
        for (Thread thread : others) {
            thread.join();
        }
    }

    /** Lets replies finish, for a while; asked again, ends at once. */
    private void drain(List<HttpServer> servers) {
        Duration patience = draining ? Duration.ZERO : PATIENCE;
        draining = true;
        for (HttpServer server : servers) {
            EventBase base = server.base();
            base.execute(() -> {
                paths.endLivePage(server);
                server.drain(patience, base::loopBreak);
            });
        }
    }

    private static String url(@Nullable SocketAddress bound, boolean tls) {
        if (!(bound instanceof InetSocketAddress address)) {
            return String.valueOf(bound);
        }
        String host = address.getAddress().getHostAddress();
        return (tls ? "https://" : "http://") + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":"
                + address.getPort() + "/";
    }
}

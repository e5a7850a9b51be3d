package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.http.server.BoundSocket;
import io.gyre.http.server.HttpServer;
import io.gyre.listener.ListenerOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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

    @Mixin
    private final HttpPaths paths = new HttpPaths();

    @Mixin
    private final Loops loops = new Loops();

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
        List<HttpServer> servers = new ArrayList<>();
        try {
            SocketAddress bound = null;
            for (int i = 0; i < threads; i++) {
                bound = add(servers, bound);
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

    /** The second listener and those after it share the port that the first one got. */
    private @Nullable SocketAddress add(List<HttpServer> servers, @Nullable SocketAddress bound) throws IOException {
        var server = new HttpServer(loops.open());
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
        Loops.endOnSignals(first);
        out.println("gyre http: serving " + folder + " at " + url(bound) + " with " + first.method());
        out.flush();
        List<Thread> others = servers.stream()
                .skip(1)
                .map(each -> Thread.ofPlatform().start(each.base()::dispatch))
                .toList();
        first.dispatch();
        servers.stream().skip(1).map(HttpServer::base).forEach(base -> base.execute(base::loopBreak));
        for (Thread thread : others) {
            thread.join();
        }
    }

    private static String url(@Nullable SocketAddress bound) {
        if (!(bound instanceof InetSocketAddress address)) {
            return String.valueOf(bound);
        }
        String host = address.getAddress().getHostAddress();
        return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
    }
}

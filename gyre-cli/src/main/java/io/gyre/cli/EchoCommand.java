package io.gyre.cli;

import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Sends back whatever it gets. */
@Command(name = "echo", description = "Serve TCP: send back whatever comes in.", mixinStandardHelpOptions = true)
final class EchoCommand implements Callable<Integer> {
    @Option(
            names = {"-p", "--port"},
            required = true,
            paramLabel = "PORT",
            description = "Listen at this port; 0 for any.")
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
        if (port < 0 || port > 65535) {
            throw new ParameterException(spec.commandLine(), "--port is " + port + ": use 0 to 65535");
        }
        TlsServer tls = serving.server(spec, spec.commandLine().getOut());
        List<EchoServer> servers = new ArrayList<>();
        try {
            for (int i = 0; i < threads; i++) {
                servers.add(new EchoServer(loops.open(), listen(servers), tls));
            }
            run(servers);
        } finally {
            servers.forEach(EchoServer::close);
        }
        return 0;
    }

    /** The second listener and those after it share the port that the first one got. */
    private Fd listen(List<EchoServer> servers) throws IOException {
        var wanted = servers.isEmpty()
                ? new InetSocketAddress(address, port)
                : servers.getFirst().address();
        return new Descriptors(loops.platform()).listen(wanted, Descriptors.BACKLOG, threads > 1);
    }

    private void run(List<EchoServer> servers) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        EchoServer first = servers.getFirst();
        Loops.endOnSignals(first.base());
        out.println("gyre echo: listening at " + first.address() + " with "
                + first.base().method());
        out.flush();
        List<Thread> others = servers.stream()
                .skip(1)
                .map(each -> Thread.ofPlatform().start(each::run))
                .toList();
        first.run();
        servers.stream().skip(1).forEach(each -> each.base().execute(each.base()::loopBreak));
        for (Thread thread : others) {
            thread.join();
        }
    }
}

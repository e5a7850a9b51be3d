package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import io.gyre.bench.Report.Column;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** {@code run http-client}: how fast clients ask one server that does next to nothing, each on a CPU of its own. */
final class HttpClientBenchmark {
    private static final List<String> LOADS = List.of("50");
    private static final int ROUNDS = 5;
    private static final int SERVER_CPU = 0;
    private static final int CLIENT_CPU = 1;

    private static final Peer SERVER = Peer.c("server", "http_fixed");
    private static final List<Peer> ALL = List.of(
            Peer.c("c-evhttp", "http_client_evhttp"),
            Peer.java("netty-epoll", "netty.HttpLoad"),
            Peer.java("gyre", "gyre.HttpLoad", "lock", "connection"),
            Peer.java("gyre-nolock", "gyre.HttpLoad", "nolock", "connection"),
            Peer.java("gyre-pool", "gyre.HttpLoad", "lock", "pool"),
            Peer.java("gyre-pool-nolock", "gyre.HttpLoad", "nolock", "pool"));

    private final Options options;

    HttpClientBenchmark(Options options) {
        this.options = options;
    }

    void run() throws IOException {
        List<Peer> peers = options.choose(ALL);
        List<String> loads = options.chooseLoads(LOADS, List.of("1", "500"));
        var report = new Report(options, peers);
        Rounds.run(report, options.roundsOr(ROUNDS), peers, loads, this::measure);
        report.paragraph(
                "GET /hello, answered with 13 bytes by a server in C that does not look at the request. Columns:"
                    + " connections, each with one request at a time. Medians [min-max] of the rounds. Server on CPU"
                    + " 0, client on CPU 1. The pool is HttpClient, the others of Gyre are a ClientConnection each."
                    + " Java clients are measured after 12 s.");
        report.table("Requests per second", Column.each(loads, "req_per_s"));
        report.table("Client CPU, microseconds per request", Column.each(loads, "cpu_us"));
        for (String reference : List.of("c-evhttp", "netty-epoll")) {
            report.ratios(reference, Column.each(loads, "req_per_s"));
        }
        report.write();
    }

    private Map<String, List<Double>> measure(Peer peer, String load) throws IOException, PeerFailure {
        String warmUp = options.quick() || !peer.isJava() ? "1000" : "12000";
        String time = options.quick() ? "1000" : "5000";
        try (Running server = EchoServers.start(SERVER, SERVER_CPU, List.of())) {
            List<String> command = peer.command(List.of(), List.of(server.portArgument(), load, warmUp, time));
            return Programs.metricsOf(Programs.onCpu(CLIENT_CPU, command));
        }
    }
}

package io.gyre.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What the user asked for.
 *
 * @param rounds how often each peer runs, or 0 for the benchmark's own number
 * @param servers the peers to run; empty means all
 * @param cases the loads to run; empty means the benchmark's own choice
 * @param all whether to run every load that the benchmark knows
 * @param quick whether to run a few seconds only, to see that it works
 * @param commandLine what was typed, for the results
 */
record Options(
        String benchmark,
        int rounds,
        List<String> servers,
        List<String> cases,
        boolean all,
        boolean quick,
        String commandLine) {
    static final String USAGE = """
        usage: gyre-bench/run pipes|timers|echo|spin|loops|tls|http|http-client|websocket|accept|idle|memory|proxy|buffer|dns|rpc|alloc [--rounds N] [--quick] [--all] [--servers a,b] [--cases x,y]
          pipes    socket pairs that pass bytes on (libevent's test/bench.c)
          timers   a million timers: add, reschedule, cancel, fire
          echo     TCP echo servers under load: CPU per message, rate, latency
          spin     TCP echo on one connection: latency if the loop sleeps, and if it spins
          loops    ./gyre echo with one loop and with two: rate, and how even the loops are
          accept   connect, 1 byte, close: connections per second, CPU per connection
          tls      TLS echo servers under load, and handshakes
          rpc      calls over 8 connections; a message to bytes and back
          http     HTTP servers under wrk: CPU per request, rate, latency; files, TLS, idle connections
          http-client  HTTP clients: requests per second of 50 connections
          idle     memory of each of 9,000 idle connections
          memory   the same of those servers alone that have a bufferevent, or what is like it, per connection
          proxy    ./gyre proxy: errors of 100,000 connections, memory for 10 GiB to a slow reader
          buffer   adding, moving, searching and writing bytes
          dns      names looked up a second, and queries answered (needs nsd and dnsperf)
          alloc    bytes allocated per operation (JMH, -prof gc); --cases takes regular expressions\
        """;

    static Options parse(String[] arguments) {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("no benchmark was named");
        }
        int rounds = 0;
        boolean all = false;
        boolean quick = false;
        List<String> servers = List.of();
        List<String> cases = List.of();
        var rest = new ArrayList<>(List.of(arguments).subList(1, arguments.length));
        while (!rest.isEmpty()) {
            String option = rest.removeFirst();
            switch (option) {
                case "--all" -> all = true;
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = Integer.parseInt(valueOf(option, rest));
                case "--servers" -> servers = List.of(valueOf(option, rest).split(",", -1));
                case "--cases" -> cases = List.of(valueOf(option, rest).split(",", -1));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        String commandLine = "gyre-bench/run " + String.join(" ", arguments);
        return new Options(arguments[0], rounds, servers, cases, all, quick, commandLine);
    }

    private static String valueOf(String option, List<String> rest) {
        if (rest.isEmpty()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.removeFirst();
    }

    int roundsOr(int usual) {
        if (rounds > 0) {
            return rounds;
        }
        return quick ? 1 : usual;
    }

    /** How long a server has to run before it is measured. */
    int warmUpMillis(Peer peer) {
        if (quick) {
            return peer.isJava() ? 1_500 : 200;
        }
        return peer.isJava() ? 5_000 : 1_000;
    }

    List<Peer> choose(List<Peer> peers) {
        List<String> known = peers.stream().map(Peer::name).toList();
        if (!known.containsAll(servers)) {
            throw new IllegalArgumentException("the servers are " + String.join(",", known));
        }
        return peers.stream()
                .filter(peer -> servers.isEmpty() || servers.contains(peer.name()))
                .filter(Peer::isBuilt)
                .toList();
    }

    /** {@return the loads to run: those that were named, else all, else the usual ones} */
    List<String> chooseLoads(List<String> usual, List<String> others) {
        if (!cases.isEmpty()) {
            return cases;
        }
        var loads = new ArrayList<>(usual);
        if (all) {
            loads.addAll(others);
        }
        return loads;
    }
}

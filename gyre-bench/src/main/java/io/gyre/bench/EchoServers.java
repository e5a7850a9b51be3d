package io.gyre.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** The echo servers, for every benchmark that needs some. */
final class EchoServers {
    static final List<Peer> ALL = List.of(
            Peer.c("c-epoll", "echo_epoll"),
            Peer.c("c-epoll-mt", "echo_epoll", "-t"),
            Peer.c("c-uring", "echo_uring"),
            Peer.c("c-libevent-raw", "echo_libevent_raw"),
            Peer.c("c-libevent", "echo_libevent"),
            Peer.java("java-nio", "jdk.Echo"),
            Peer.java("netty-epoll", "netty.Echo", "epoll"),
            Peer.java("netty-uring", "netty.Echo", "uring"),
            Peer.java("gyre", "gyre.Echo", "lock"),
            Peer.java("gyre-nolock", "gyre.Echo", "nolock"),
            Peer.java("gyre-uring", "gyre.Echo", "uring"),
            Peer.java("gyre-buf", "gyre.BufferEcho", "lock"),
            Peer.java("gyre-buf-uring", "gyre.BufferEcho", "uring"),
            Peer.java("gyre-buf-async", "gyre.BufferEcho", "async"),
            Peer.java("gyre-buf-nolock", "gyre.BufferEcho", "nolock"));

    /** Those that have a buffered object for each connection, as users of the libraries do. */
    static final List<Peer> BUFFERED = among("c-libevent", "netty-epoll", "netty-uring", "gyre-buf", "gyre-buf-nolock");

    /** One connection at a time, with a loop that spins and without. */
    static final List<Peer> WAITING = List.of(
            Peer.c("c-epoll", "echo_epoll"),
            Peer.java("netty-epoll", "netty.Echo", "epoll"),
            Peer.java("gyre-buf", "gyre.BufferEcho", "lock"),
            Peer.java("gyre-buf-spin", "gyre.BufferEcho", "spin"));

    /** Those that can close a connection after the first bytes instead of echoing them. */
    static final List<Peer> CLOSING = among(
                    "c-epoll-mt", "c-libevent", "java-nio", "netty-epoll", "netty-uring", "gyre-buf", "gyre-buf-nolock")
            .stream()
            .map(peer -> peer.with("-c"))
            .toList();

    /** What others are compared with. */
    static final List<String> REFERENCES = List.of("c-libevent", "netty-epoll");

    /** A server that listens on a port. */
    record Running(Process process, int port) implements AutoCloseable {
        @Override
        public void close() {
            Programs.stop(process);
        }

        String pid() {
            return Long.toString(process.pid());
        }

        String portArgument() {
            return Integer.toString(port);
        }
    }

    private EchoServers() {}

    private static List<Peer> among(String... names) {
        return ALL.stream().filter(peer -> List.of(names).contains(peer.name())).toList();
    }

    static Running start(Peer peer, int cpu, List<String> jvmFlags) throws IOException, PeerFailure {
        int port = freePort();
        List<String> command = peer.command(jvmFlags, List.of(Integer.toString(port)));
        return new Running(Programs.startUntil("ready", Programs.onCpu(cpu, command)), port);
    }

    /** {@return the command of the client that puts a load of connections x bytes x depth on a server} */
    static List<String> load(Options options, Peer peer, Running server, String load) {
        return load("echo_client", options, peer, server, load);
    }

    /** {@return likewise, by a client of its own} */
    static List<String> load(String client, Options options, Peer peer, Running server, String load) {
        var arguments = new ArrayList<String>();
        arguments.add(server.portArgument());
        arguments.addAll(List.of(load.split("x", -1)));
        arguments.add(Integer.toString(options.warmUpMillis(peer)));
        arguments.add(options.quick() ? "1000" : "4000");
        arguments.add(server.pid());
        return Peer.cCommand(client, arguments.toArray(String[]::new));
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package io.gyre.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;

/** The echo servers, for every benchmark that needs some. */
final class EchoServers {
    static final List<Peer> ALL = List.of(
            Peer.c("c-epoll", "echo_epoll"),
            Peer.c("c-epoll-mt", "echo_epoll", "-t"),
            Peer.c("c-libevent-raw", "echo_libevent_raw"),
            Peer.c("c-libevent", "echo_libevent"),
            Peer.java("java-nio", "jdk.Echo"),
            Peer.java("netty-epoll", "netty.Echo", "epoll"),
            Peer.java("netty-uring", "netty.Echo", "uring"),
            Peer.java("gyre", "gyre.Echo", "lock"),
            Peer.java("gyre-nolock", "gyre.Echo", "nolock"),
            Peer.java("gyre-buf", "gyre.BufferEcho", "lock"),
            Peer.java("gyre-buf-nolock", "gyre.BufferEcho", "nolock"));

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

    static Running start(Peer peer, int cpu, List<String> jvmFlags) throws IOException, PeerFailure {
        int port = freePort();
        List<String> command = peer.command(jvmFlags, List.of(Integer.toString(port)));
        return new Running(Programs.startUntil("ready", Programs.onCpu(cpu, command)), port);
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

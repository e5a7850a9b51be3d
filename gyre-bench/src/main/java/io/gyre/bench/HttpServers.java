package io.gyre.bench;

import io.gyre.bench.EchoServers.Running;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The servers that say hello over HTTP. */
final class HttpServers {
    private static final String NGINX = "nginx";

    static final List<Peer> ALL = List.of(
            Peer.c("c-evhttp", "http_evhttp"),
            Peer.c("c-evhttp-nodelay", "http_evhttp", "-n"),
            Peer.c(NGINX, "/usr/sbin/nginx"),
            Peer.java("netty-epoll", "netty.Http"),
            Peer.java("jdk", "jdk.Http"),
            Peer.java("gyre", "gyre.Http", "lock"),
            Peer.java("gyre-async", "gyre.Http", "async"),
            Peer.java("gyre-nolock", "gyre.Http", "nolock"));

    private HttpServers() {}

    /** Starts one that says hello. */
    static Running start(Peer peer, int cpu, List<String> jvmFlags) throws IOException, PeerFailure {
        return peer.name().equals(NGINX) ? startNginx(cpu, "") : EchoServers.start(peer, cpu, jvmFlags);
    }

    /** {@return whether it can serve files, and over TLS} */
    static boolean hasMore(Peer peer) {
        return peer.name().equals(NGINX) || peer.name().startsWith("gyre");
    }

    /** Starts one that serves the files of a folder, too. */
    static Running withFiles(Peer peer, int cpu, Path folder) throws IOException, PeerFailure {
        return peer.name().equals(NGINX)
                ? startNginx(cpu, "root " + folder + "; sendfile on; open_file_cache max=100;")
                : EchoServers.start(peer.with(folder.toString()), cpu, List.of());
    }

    /** Starts one that speaks TLS. */
    static Running withTls(Peer peer, int cpu) throws IOException, PeerFailure {
        Path chain = Path.of(TlsBenchmark.CHAIN).toAbsolutePath();
        Path key = Path.of(TlsBenchmark.KEY).toAbsolutePath();
        return peer.name().equals(NGINX)
                ? startNginx(cpu, "ssl_certificate " + chain + "; ssl_certificate_key " + key + ";")
                : EchoServers.start(peer.with(chain.toString()).with(key.toString()), cpu, List.of());
    }

    /** One process without a log, which says nothing when it is ready, so that its port must be asked. */
    private static Running startNginx(int cpu, String more) throws IOException, PeerFailure {
        int port = EchoServers.freePort();
        Path folder = Files.createTempDirectory("gyre-bench-nginx");
        Path settings = folder.resolve("nginx.conf");
        Files.writeString(settings, """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr crit;
            events { worker_connections 16384; }
            http {
                access_log off;
                keepalive_requests 1000000000;
                tcp_nodelay on;
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                server {
                    listen 127.0.0.1:PORT backlog=4096 TLS;
                    MORE
                    location /hello { default_type text/plain; return 200 "Hello, World!"; }
                }
            }
            """.replace("PORT", Integer.toString(port))
                .replace("TLS", more.startsWith("ssl") ? "ssl" : "")
                .replace("MORE", more));
        List<String> command = List.of("/usr/sbin/nginx", "-p", folder + "/", "-c", settings.toString());
        Process process = Programs.start(Programs.onCpu(cpu, command));
        awaitPort(process, port);
        return new Running(process, port);
    }

    private static void awaitPort(Process process, int port) throws PeerFailure {
        while (process.isAlive()) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        throw new PeerFailure("ended with status " + process.exitValue());
    }
}

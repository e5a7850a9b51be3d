package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A web server that we did not write. */
final class WebPeer implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    final int port;
    final int securePort;
    private final Process process;

    private WebPeer(int port, int securePort, Process process) {
        this.port = port;
        this.securePort = securePort;
        this.process = process;
    }

    static Path resource(String name) {
        try {
            var url = WebPeer.class.getResource("/io/gyre/conformance/" + name);
            return Path.of(Objects.requireNonNull(url, name).toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return nginx, which serves {@code folder/root} on TCP, by TLS and on {@code folder/socket}} */
    static WebPeer nginx(Path folder) throws IOException {
        Peer.require("nginx");
        int port = NameDaemon.freePort();
        int secure = NameDaemon.freePort();
        Path settings = folder.resolve("nginx.conf");
        Files.writeString(settings, """
            daemon off;
            master_process off;
            pid nginx.pid;
            error_log stderr crit;
            events { worker_connections 1000; }
            http {
                access_log off;
                types { text/plain txt; application/octet-stream bin; }
                client_body_temp_path body;
                proxy_temp_path proxy;
                fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi;
                scgi_temp_path scgi;
                client_max_body_size 1m;
                gzip on;
                gzip_types text/plain;
                server {
                    listen 127.0.0.1:PORT;
                    listen 127.0.0.1:SECURE ssl;
                    listen unix:FOLDER/socket;
                    ssl_certificate CERTIFICATE;
                    ssl_certificate_key KEY;
                    root FOLDER/root;
                    location /hello { default_type text/plain; return 200 "hello"; }
                    location /peer { default_type text/plain; return 200 "$remote_addr"; }
                    location /redirect { return 302 /hello; }
                    location /close { keepalive_timeout 0; default_type text/plain; return 200 "bye"; }
                    location /alpn { default_type text/plain; return 200 "$ssl_alpn_protocol"; }
                }
            }
            """.replace("PORT", Integer.toString(port))
                .replace("SECURE", Integer.toString(secure))
                .replace("FOLDER", folder.toString())
                .replace("CERTIFICATE", resource("tls/server.pem").toString())
                .replace("KEY", resource("tls/server.key").toString()));
        return start(port, secure, List.of("nginx", "-p", folder + "/", "-c", settings.toString()));
    }

    /** {@return Apache's httpd, which serves {@code folder/root}, and is a proxy for everybody here} */
    static WebPeer apache(Path folder) throws IOException {
        Peer.require("apache2");
        int port = NameDaemon.freePort();
        Path settings = folder.resolve("apache.conf");
        Files.writeString(settings, """
            ServerRoot FOLDER
            ServerName localhost
            PidFile FOLDER/apache.pid
            ErrorLog /dev/stderr
            LogLevel emerg
            User nobody
            Group nogroup
            Listen 127.0.0.1:PORT
            LoadModule mpm_event_module MODULES/mod_mpm_event.so
            LoadModule authz_core_module MODULES/mod_authz_core.so
            LoadModule alias_module MODULES/mod_alias.so
            LoadModule dir_module MODULES/mod_dir.so
            LoadModule mime_module MODULES/mod_mime.so
            LoadModule filter_module MODULES/mod_filter.so
            LoadModule deflate_module MODULES/mod_deflate.so
            LoadModule proxy_module MODULES/mod_proxy.so
            LoadModule proxy_http_module MODULES/mod_proxy_http.so
            LoadModule proxy_connect_module MODULES/mod_proxy_connect.so
            TypesConfig /dev/null
            AddType text/plain .txt
            DocumentRoot FOLDER/root
            AddOutputFilterByType DEFLATE text/plain
            Redirect 302 /redirect /hello
            ProxyRequests On
            AllowCONNECT 1-65535
            """.replace("MODULES", "/usr/lib/apache2/modules")
                .replace("FOLDER", folder.toString())
                .replace("PORT", Integer.toString(port)));
        return start(port, 0, List.of("apache2", "-f", settings.toString(), "-D", "FOREGROUND"));
    }

    /** {@return a server by libevent} */
    static WebPeer evhttp(Path folder) throws IOException, InterruptedException {
        Peer.require("gcc");
        assumeTrue(
                Files.exists(Path.of("/usr/include/event2/http.h")),
                "SKIPPED, for libevent is not installed: apt-get install libevent-dev");
        Path program = folder.resolve("evhttp_peer");
        Process gcc = new ProcessBuilder(
                        "gcc",
                        "-std=gnu11",
                        resource("http/evhttp_peer.c").toString(),
                        "-o",
                        program.toString(),
                        "-levent_core",
                        "-levent_extra")
                .inheritIO()
                .start();
        assertTrue(gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0, "the C program does not compile");
        int port = NameDaemon.freePort();
        return start(port, 0, List.of(program.toString(), Integer.toString(port)));
    }

    private static WebPeer start(int port, int secure, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (process.isAlive() && System.nanoTime() - until < 0) {
            try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return new WebPeer(port, secure, process);
            } catch (IOException notYet) {
                Thread.onSpinWait();
            }
        }
        process.destroyForcibly();
        throw new AssertionError(command + " does not listen at " + port);
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

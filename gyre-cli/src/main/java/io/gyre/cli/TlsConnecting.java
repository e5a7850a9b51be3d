package io.gyre.cli;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of a command that connects by TLS. */
final class TlsConnecting {
    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "Trust the certificates in this PEM file, and not those of the system.")
    private @Nullable Path authorities;

    @Option(
            names = "--tls-dangerously-trust-everyone",
            description = "Check neither certificate nor host name, so that anybody may be at the other end.")
    private boolean everyone;

    TlsClient client() {
        return client(TlsClient.builder());
    }

    /** {@return the client, as the options say, for the rest as the builder says} */
    TlsClient client(TlsClient.Builder builder) {
        if (authorities != null) {
            builder.trust(authorities);
        }
        if (everyone) {
            builder.dangerouslyTrustEveryone();
        }
        try {
            return builder.build();
        } catch (IOException unreadable) {
            throw new Failure("cannot use the certificates to trust: " + unreadable.getMessage());
        }
    }

    /** {@return TLS to an address, whose host the certificate must be for} */
    static TlsBufferEvent over(TlsClient client, BufferEvent below, SocketAddress target) {
        boolean inet = target instanceof InetSocketAddress;
        String host = inet ? ((InetSocketAddress) target).getHostString() : "localhost";
        int port = inet ? ((InetSocketAddress) target).getPort() : 0;
        return client.over(below, host, port, BufferEventOption.CLOSE_ON_FREE);
    }
}

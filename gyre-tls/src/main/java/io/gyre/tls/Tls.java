package io.gyre.tls;

import io.gyre.bufferevent.BufferEventOption;
import io.gyre.event.EventBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/**
 * The short way to TLS. Its defaults are the safe ones: TLS 1.3 and 1.2 with forward secrecy, certificates and host names checked.
 */
public final class Tls {
    private static final class Default {
        static final TlsClient CLIENT = make();

        private static TlsClient make() {
            try {
                return TlsClient.builder().build();
            } catch (IOException broken) {
                throw new IllegalStateException("the system's trusted certificates cannot be read", broken);
            }
        }
    }

    private Tls() {}

    /**
     * {@return a connection to a host whose certificate is checked against those that the system trusts} All such connections share
     * their sessions. For application protocols, certificates of one's own and the like there is {@link TlsClient#builder}.
     *
     * @param base runs the callbacks
     * @param host a name or an address, which the certificate must be for
     * @param port from 1 to 65535
     * @param options of the connection; CLOSE_ON_FREE goes without saying
     */
    public static TlsBufferEvent client(EventBase base, String host, int port, BufferEventOption... options) {
        return Default.CLIENT.connect(base, host, port, options);
    }

    /**
     * {@return a server with one certificate} For more there is {@link TlsServer#builder}.
     *
     * @param chain a PEM file, the server's own certificate first
     * @param key a PEM file with its private key, which is not encrypted
     * @throws IOException if a file cannot be read
     */
    public static TlsServer server(Path chain, Path key) throws IOException {
        return TlsServer.builder().identity(chain, key).build();
    }

    /** {@return the options with CLOSE_ON_FREE, for a socket that nobody else knows} */
    static BufferEventOption[] owning(BufferEventOption... options) {
        return Stream.concat(Arrays.stream(options), Stream.of(BufferEventOption.CLOSE_ON_FREE))
                .distinct()
                .toArray(BufferEventOption[]::new);
    }

    /** {@return the options that the socket below needs, too: it calls back TLS, which must not be deferred} */
    static BufferEventOption[] below(BufferEventOption... options) {
        return Arrays.stream(options)
                .filter(each -> each == BufferEventOption.CLOSE_ON_FREE || each == BufferEventOption.THREADSAFE)
                .toArray(BufferEventOption[]::new);
    }
}

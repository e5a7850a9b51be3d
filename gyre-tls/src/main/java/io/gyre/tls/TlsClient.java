package io.gyre.tls;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.net.HostResolver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS connections to servers. It checks that the certificate is for the host's name and comes from somebody who is trusted, and
 * takes sessions up again that it had with the same host and port. Make one and keep it; it may be used by any thread.
 */
public final class TlsClient {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|.*:.*");

    private final SSLContext context;
    private final Builder wishes;

    private TlsClient(SSLContext context, Builder wishes) {
        this.context = context;
        this.wishes = new Builder(wishes);
    }

    /** {@return a builder for a client that trusts whom the system trusts} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return a connection to a host, which is looked up and connected to now} The outcome {@code Connected} comes after the handshake.
     *
     * @param base runs the callbacks
     * @param host its name, which the certificate must be for
     * @param port from 1 to 65535
     * @param options of the connection; CLOSE_ON_FREE goes without saying
     */
    public TlsBufferEvent connect(EventBase base, String host, int port, BufferEventOption... options) {
        return connect(base, host, port, HostResolver.system(), options);
    }

    /**
     * {@return a connection to a host} As above, with another resolver.
     *
     * @param base runs the callbacks
     * @param host its name, which the certificate must be for
     * @param port from 1 to 65535
     * @param resolver finds the addresses
     * @param options of the connection; CLOSE_ON_FREE goes without saying
     */
    public TlsBufferEvent connect(
            EventBase base, String host, int port, HostResolver resolver, BufferEventOption... options) {
        BufferEventOption[] owning = Tls.owning(options);
        SSLEngine engine = engine(host, port); // Before there is a socket, for some refuse a name.
        var socket = SocketBufferEvent.unconnected(base, Tls.below(owning));
        TlsBufferEvent made = over(socket, engine, owning);
        socket.connect(host, port, resolver);
        return made;
    }

    /**
     * {@return TLS to a host, over any other bufferevent}
     *
     * @param below where to connect over; a socket need not be connected yet
     * @param host its name, which the certificate must be for
     * @param port with the host it names the session that is taken up again
     * @param options of the connection
     */
    public TlsBufferEvent over(BufferEvent below, String host, int port, BufferEventOption... options) {
        return over(below, engine(host, port), options);
    }

    private TlsBufferEvent over(BufferEvent below, SSLEngine engine, BufferEventOption... options) {
        return TlsBufferEvent.of(below, engine, TlsState.CONNECTING, wishes.settings(), options);
    }

    /** {@return an engine set up for a host} */
    public SSLEngine engine(String host, int port) {
        // The dot of the root is in no certificate, and must not be in what is asked for: RFC 6066, section 3.
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        SSLEngine engine = context.createSSLEngine(name, port);
        engine.setUseClientMode(true);
        SSLParameters parameters = wishes.parameters(engine);
        if (!LITERAL.matcher(name).matches()) {
            parameters.setServerNames(serverNames(name));
        }
        if (!wishes.everyone) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9525, as all of TLS does it.
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** {@return whom to ask for} Java cannot name some, as those with an underscore: then for nobody, and no certificate is for them. */
    private static List<SNIServerName> serverNames(String host) {
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException unusual) {
            return List.of();
        }
    }

    /** What a client is to be like. */
    public static final class Builder extends TlsOptions<Builder> {
        private @Nullable Path authorities;
        private Identity.@Nullable Source identity;
        private boolean everyone;

        private Builder() {}

        private Builder(Builder other) {
            super(other);
            authorities = other.authorities;
            identity = other.identity;
            everyone = other.everyone;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Trusts the certificates in a PEM file, and nobody else.
         *
         * @return this
         */
        public Builder trust(Path certificates) {
            authorities = certificates;
            return this;
        }

        /**
         * Shows a certificate to servers that ask for one.
         *
         * @return this
         */
        public Builder identity(Path chain, Path key) {
            return identity(chain, key, null);
        }

        /**
         * Shows a certificate to servers that ask for one.
         *
         * @param chain a PEM file, the client's own certificate first
         * @param key a PEM file with its private key
         * @param password of an encrypted key; otherwise null
         * @return this
         */
        public Builder identity(Path chain, Path key, char @Nullable [] password) {
            identity = new Identity.Source(null, chain, key, password);
            return this;
        }

        /**
         * Talks to whoever answers: neither the certificate nor the host's name is looked at, so that anybody in between can read and
         * change everything. For tests.
         * @return this
         */
        public Builder dangerouslyTrustEveryone() {
            everyone = true;
            return this;
        }

        /**
         * {@return the client}
         *
         * @throws IOException if a file cannot be read
         */
        public TlsClient build() throws IOException {
            SSLContext chosen = context();
            if (chosen == null) {
                var identities = new Identities();
                Identity.Source source = identity;
                if (source != null) {
                    identities.use(List.of(source.read()));
                }
                chosen = context(identities, authorities, everyone);
            }
            return new TlsClient(chosen, this);
        }
    }
}

package io.gyre.tls;

import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventBase;
import io.gyre.net.Fd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/**
 * Makes TLS connections of accepted ones. It shows the certificate that belongs to the name a client asks for, and can read its
 * certificates anew while it runs. Make one and keep it; it may be used by any thread.
 */
public final class TlsServer {
    private final SSLContext context;
    private final Identities identities;
    private final Builder wishes;

    private TlsServer(SSLContext context, Identities identities, Builder wishes) {
        this.context = context;
        this.identities = identities;
        this.wishes = new Builder(wishes);
    }

    /** {@return a builder} It needs one {@link Builder#identity}, or a {@link Builder#context}. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * {@return TLS over an accepted socket}
     *
     * @param base runs the callbacks
     * @param fd connected and non-blocking; closed with the connection
     * @param options of the connection; CLOSE_ON_FREE goes without saying
     */
    public TlsBufferEvent accept(EventBase base, Fd fd, BufferEventOption... options) {
        BufferEventOption[] owning = Tls.owning(options);
        return over(SocketBufferEvent.of(base, fd, Tls.below(owning)), owning);
    }

    /** {@return TLS with a client, over any other bufferevent} */
    public TlsBufferEvent over(BufferEvent below, BufferEventOption... options) {
        return TlsBufferEvent.of(below, engine(), TlsState.ACCEPTING, wishes.settings(), options);
    }

    /** {@return an engine for one client} */
    public SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = wishes.parameters(engine);
        switch (wishes.clientAuth) {
            case NONE -> {}
            case WANTED -> parameters.setWantClientAuth(true);
            case REQUIRED -> parameters.setNeedClientAuth(true);
        }
        if (wishes.knownNamesOnly) {
            parameters.setSNIMatchers(List.of(new Known()));
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /**
     * Reads all certificates and keys again, for the connections that come from now on.
     *
     * @throws IOException if a file cannot be read; then those from before stay in use
     */
    public void reload() throws IOException {
        identities.use(wishes.read());
    }

    /** Accepts the names that there are identities for; the engine refuses the others with an alert. */
    private final class Known extends SNIMatcher {
        Known() {
            super(StandardConstants.SNI_HOST_NAME);
        }

        @Override
        public boolean matches(SNIServerName name) {
            try {
                return identities.knows(new SNIHostName(name.getEncoded()).getAsciiName());
            } catch (IllegalArgumentException noName) {
                return false;
            }
        }
    }

    /** What a server is to be like. */
    public static final class Builder extends TlsOptions<Builder> {
        private final List<Identity.Source> sources = new ArrayList<>();
        private @Nullable Path authorities;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private boolean knownNamesOnly;

        private Builder() {}

        private Builder(Builder other) {
            super(other);
            sources.addAll(other.sources);
            authorities = other.authorities;
            clientAuth = other.clientAuth;
            knownNamesOnly = other.knownNamesOnly;
        }

        @Override
        Builder self() {
            return this;
        }

        /**
         * Shows a certificate to clients that ask for no name, or for one that has no other.
         *
         * @return this
         */
        public Builder identity(Path chain, Path key) {
            return identity(null, chain, key, null);
        }

        /**
         * Shows a certificate. One with an RSA key and one with another may be given for the same name.
         *
         * @param serverName to clients that ask for this name, such as {@code www.example.org} or {@code *.example.org}; null for
         *     all that ask for none, or for an unknown one
         * @param chain a PEM file, the server's own certificate first
         * @param key a PEM file with its private key: PKCS #8, or as OpenSSL writes RSA and EC
         * @param password of an encrypted key; otherwise null
         * @return this
         */
        public Builder identity(@Nullable String serverName, Path chain, Path key, char @Nullable [] password) {
            sources.add(new Identity.Source(serverName, chain, key, password));
            return this;
        }

        /**
         * Asks clients for a certificate.
         *
         * @param how whether one must be shown
         * @param issuers a PEM file with those whose certificates are accepted
         * @return this
         */
        public Builder clientAuth(ClientAuth how, Path issuers) {
            clientAuth = how;
            authorities = issuers;
            return this;
        }

        /**
         * Refuses clients that ask for a name that no identity is for, rather than showing them another.
         *
         * @return this
         */
        public Builder knownNamesOnly() {
            knownNamesOnly = true;
            return this;
        }

        private List<Identity.Named> read() throws IOException {
            List<Identity.Named> named = new ArrayList<>();
            for (Identity.Source each : sources) {
                named.add(each.read());
            }
            return named;
        }

        /**
         * {@return the server}
         *
         * @throws IllegalStateException if there is neither an identity nor a context
         * @throws IOException if a file cannot be read
         */
        public TlsServer build() throws IOException {
            var identities = new Identities();
            SSLContext chosen = context();
            if (chosen == null) {
                if (sources.isEmpty()) {
                    throw new IllegalStateException("a TLS server needs a certificate: give it an identity");
                }
                identities.use(read());
                chosen = context(identities, authorities, false);
            }
            return new TlsServer(chosen, identities, this);
        }
    }
}

package io.gyre.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.Provider;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * What clients and servers alike are to be like.
 *
 * @param <B> the builder that this is of
 */
abstract sealed class TlsOptions<B extends TlsOptions<B>> permits TlsClient.Builder, TlsServer.Builder {
    private @Nullable SSLContext context;
    private @Nullable Provider provider;
    private List<String> alpn = List.of();
    private List<String> protocols = List.of();
    private TlsSettings settings = TlsSettings.DEFAULT;

    TlsOptions() {}

    TlsOptions(TlsOptions<B> other) {
        context = other.context;
        provider = other.provider;
        alpn = other.alpn;
        protocols = other.protocols;
        settings = other.settings;
    }

    abstract B self();

    /**
     * Speaks application protocols, the one liked best first (RFC 7301). A server refuses a client that offers others only.
     *
     * @return this
     */
    public B alpn(String... names) {
        alpn = List.of(names);
        return self();
    }

    /**
     * Speaks other versions than TLS 1.3 and 1.2.
     *
     * @return this
     */
    public B protocols(String... names) {
        protocols = List.of(names);
        return self();
    }

    /**
     * Sets how the connections behave.
     *
     * @return this
     */
    public B settings(TlsSettings wanted) {
        settings = wanted;
        return self();
    }

    /**
     * Has another provider than the Java runtime's own do the work, such as Conscrypt. Identities and trust stay as they were given.
     *
     * @return this
     */
    public B provider(Provider any) {
        provider = any;
        return self();
    }

    /**
     * Uses a context that was made elsewhere, in place of identities, trust and provider.
     *
     * @return this
     */
    public B context(SSLContext any) {
        context = any;
        return self();
    }

    /** {@return the context of the user's own, if there is one} */
    @Nullable
    SSLContext context() {
        return context;
    }

    /** {@return a context of the wanted provider} */
    SSLContext context(Identities identities, @Nullable Path authorities, boolean everyone) throws IOException {
        return Trust.context(provider, identities, authorities, everyone);
    }

    TlsSettings settings() {
        return settings;
    }

    /** {@return an engine's parameters as they are wanted here, to be set when the rest is done} */
    SSLParameters parameters(SSLEngine engine) {
        SSLParameters parameters = engine.getSSLParameters();
        Suites.recommend(parameters, protocols);
        parameters.setApplicationProtocols(alpn.toArray(new String[0]));
        return parameters;
    }
}

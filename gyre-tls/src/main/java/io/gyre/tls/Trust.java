package io.gyre.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to believe. */
final class Trust {
    private Trust() {}

    /**
     * {@return a context}
     *
     * @param provider null for this Java runtime's own
     * @param authorities a PEM file; null for those of the system
     */
    static SSLContext context(
            @Nullable Provider provider, Identities identities, @Nullable Path authorities, boolean everyone)
            throws IOException {
        try {
            TrustManager[] trust = everyone ? new TrustManager[] {new Everyone()} : managers(provider, authorities);
            SSLContext context =
                    provider == null ? SSLContext.getInstance("TLS") : SSLContext.getInstance("TLS", provider);
            context.init(new KeyManager[] {identities}, trust, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IOException(
                    (provider == null ? "this Java runtime" : provider.getName()) + " cannot do TLS: "
                            + broken.getMessage(),
                    broken);
        }
    }

    private static TrustManager[] managers(@Nullable Provider provider, @Nullable Path authorities)
            throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities == null ? null : store(authorities));
        TrustManager[] own = factory.getTrustManagers();
        return provider == null ? own : Arrays.stream(own).map(OtherTrust::of).toArray(TrustManager[]::new);
    }

    private static KeyStore store(Path authorities) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (X509Certificate each : Pem.certificates(authorities)) {
            store.setCertificateEntry(Integer.toString(number++), each);
        }
        return store;
    }

    /** Believes whatever it is told. */
    private static final class Everyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {
            Objects.requireNonNull(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {
            Objects.requireNonNull(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {
            Objects.requireNonNull(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {
            Objects.requireNonNull(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            Objects.requireNonNull(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            Objects.requireNonNull(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}

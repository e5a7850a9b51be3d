package io.gyre.tls;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
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
     * {@return a context of this Java runtime}
     *
     * @param authorities a PEM file; null for those of the system
     */
    static SSLContext context(Identities identities, @Nullable Path authorities, boolean everyone) throws IOException {
        try {
            TrustManager[] trust = everyone ? new TrustManager[] {new Everyone()} : managers(authorities);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {identities}, trust, null);
            return context;
        } catch (GeneralSecurityException broken) {
            throw new IOException("this Java runtime cannot do TLS: " + broken.getMessage(), broken);
        }
    }

    private static TrustManager[] managers(@Nullable Path authorities) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities == null ? null : store(authorities));
        return factory.getTrustManagers();
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

package io.gyre.tls;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A certificate chain and its key. */
record Identity(List<X509Certificate> chain, PrivateKey key) {
    /** An identity, and the name it is for. */
    record Named(String serverName, Identity identity) {}

    /** The files that it is read from, and again when it is reloaded. They may be one. */
    static final class Source {
        private final @Nullable String serverName;
        private final Path chain;
        private final Path key;
        private final char @Nullable [] password;

        Source(@Nullable String serverName, Path chain, Path key, char @Nullable [] password) {
            this.serverName = serverName;
            this.chain = chain;
            this.key = key;
            this.password = password == null ? null : password.clone();
        }

        /** {@return the name it is for; empty for all names that no other is for} */
        String serverName() {
            return serverName == null ? "" : serverName;
        }

        Named read() throws IOException {
            List<X509Certificate> certificates = Pem.certificates(chain);
            PrivateKey privateKey = Pem.privateKey(key, password);
            String certified = certificates.getFirst().getPublicKey().getAlgorithm();
            if (!certified.equals(privateKey.getAlgorithm())) {
                throw new IOException("the key in " + key + " is " + privateKey.getAlgorithm()
                        + ", but the certificate in " + chain + " is for " + certified
                        + ": they do not belong together");
            }
            return new Named(serverName(), new Identity(certificates, privateKey));
        }
    }

    /** {@return whether the key is of the kind that JSSE asks for} Such as {@code EC}, or {@code EC_RSA} for one that RSA signed. */
    boolean suits(String keyType) {
        int signer = keyType.indexOf('_');
        return key.getAlgorithm().equals(signer < 0 ? keyType : keyType.substring(0, signer));
    }
}

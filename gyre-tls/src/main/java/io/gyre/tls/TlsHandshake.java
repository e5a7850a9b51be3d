package io.gyre.tls;

import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake has agreed upon.
 *
 * @param protocol such as {@code TLSv1.3}
 * @param cipherSuite such as {@code TLS_AES_128_GCM_SHA256}
 * @param peerCertificates the peer's own first; none if it showed none
 * @param applicationProtocol chosen by ALPN; null if none was
 * @param serverName the host that the client asked for by SNI; null if it asked for none, or if the engine does not tell
 */
public record TlsHandshake(
        String protocol,
        String cipherSuite,
        List<X509Certificate> peerCertificates,
        @Nullable String applicationProtocol,
        @Nullable String serverName) {
    static TlsHandshake of(SSLEngine engine) {
        SSLSession session = engine.getSession();
        return new TlsHandshake(
                session.getProtocol(),
                session.getCipherSuite(),
                certificates(session),
                applicationProtocol(engine),
                serverName(session));
    }

    private static List<X509Certificate> certificates(SSLSession session) {
        try {
            return Arrays.stream(session.getPeerCertificates())
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    private static @Nullable String applicationProtocol(SSLEngine engine) {
        try {
            String chosen = engine.getApplicationProtocol();
            return chosen == null || chosen.isEmpty() ? null : chosen;
        } catch (UnsupportedOperationException withoutAlpn) {
            return null;
        }
    }

    private static @Nullable String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            try {
                for (SNIServerName name : extended.getRequestedServerNames()) {
                    if (name instanceof SNIHostName host) {
                        return host.getAsciiName();
                    }
                }
            } catch (UnsupportedOperationException notTold) {
                return null;
            }
        }
        return null;
    }
}

package io.gyre.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The Java runtime's trust for engines of another provider. In TLS 1.3 the suite does not say how a peer proves who it is: the runtime calls
 * that {@code UNKNOWN}, and does not know {@code GENERIC}, as Conscrypt has it.
 */
final class OtherTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager own;

    private OtherTrust(X509ExtendedTrustManager own) {
        this.own = own;
    }

    static TrustManager of(TrustManager own) {
        return own instanceof X509ExtendedTrustManager extended ? new OtherTrust(extended) : own;
    }

    private static String ownName(String type) {
        return type.equals("GENERIC") ? "UNKNOWN" : type;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        own.checkClientTrusted(chain, ownName(type), socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        own.checkServerTrusted(chain, ownName(type), socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        own.checkClientTrusted(chain, ownName(type), engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
            throws CertificateException {
        own.checkServerTrusted(chain, ownName(type), engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        own.checkClientTrusted(chain, ownName(type));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        own.checkServerTrusted(chain, ownName(type));
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return own.getAcceptedIssuers();
    }
}

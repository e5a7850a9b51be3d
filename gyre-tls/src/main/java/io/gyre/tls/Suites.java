package io.gyre.tls;

import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLParameters;

/** The protocols and cipher suites in use unless somebody asks for others: as RFC 9325 recommends. */
final class Suites {
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private Suites() {}

    /**
     * Restricts an engine's parameters to what is recommended.
     *
     * @param protocols in place of the recommended ones, if there are any
     */
    static void recommend(SSLParameters parameters, List<String> protocols) {
        parameters.setProtocols((protocols.isEmpty() ? PROTOCOLS : protocols).toArray(new String[0]));
        String[] fit = Arrays.stream(parameters.getCipherSuites())
                .filter(Suites::isRecommended)
                .toArray(String[]::new);
        if (fit.length > 0) {
            parameters.setCipherSuites(fit);
        }
        parameters.setUseCipherSuitesOrder(true);
    }

    /** Forward secrecy and authenticated encryption, as all suites of TLS 1.3 have them. */
    private static boolean isRecommended(String suite) {
        boolean tls13 = !suite.contains("_WITH_");
        boolean authenticated = suite.contains("_GCM_") || suite.contains("_CHACHA20_");
        return tls13 ? !suite.endsWith("_SCSV") : suite.startsWith("TLS_ECDHE_") && authenticated;
    }
}

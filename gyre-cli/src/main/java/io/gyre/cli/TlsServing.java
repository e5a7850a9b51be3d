package io.gyre.cli;

import io.gyre.tls.Tls;
import io.gyre.tls.TlsServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** The options of a command that serves TLS. */
final class TlsServing {
    @Option(
            names = "--tls",
            description = "Speak TLS. A server without --cert makes itself a certificate, which nobody trusts.")
    private boolean tls;

    @Option(names = "--cert", paramLabel = "FILE", description = "Show the certificate chain in this PEM file.")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "FILE", description = "The certificate's private key, a PEM file.")
    private @Nullable Path key;

    boolean isOn() {
        return tls;
    }

    /** {@return what serves TLS, or null if that is not wanted} A certificate that had to be made is told of at {@code out}. */
    @Nullable
    TlsServer server(CommandSpec spec, PrintWriter out) throws IOException {
        if ((cert == null) != (key == null)) {
            throw new ParameterException(spec.commandLine(), "--cert and --key belong together: give both or none");
        }
        if (!tls) {
            if (cert != null) {
                throw new ParameterException(spec.commandLine(), "--cert and --key are for --tls: add it");
            }
            return null;
        }
        return cert == null || key == null ? selfSigned(spec, out) : fromFiles(cert, key);
    }

    private static TlsServer fromFiles(Path cert, Path key) {
        try {
            return Tls.server(cert, key);
        } catch (IOException unreadable) {
            throw new Failure("cannot use the certificate: " + unreadable.getMessage());
        }
    }

    private static TlsServer selfSigned(CommandSpec spec, PrintWriter out) throws IOException {
        SelfSigned made = SelfSigned.make();
        out.println("gyre " + spec.name()
                + ": made a certificate for localhost that nobody trusts yet, SHA-256 fingerprint "
                + made.fingerprint());
        out.flush();
        return TlsServer.builder().context(made.context()).build();
    }
}

package io.gyre.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate made on the spot, by the keytool of the JDK, which needs no library. */
final class SelfSigned {
    private static final String PASSWORD = "not a secret"; // The file that it protects is gone at once.

    private final SSLContext context;
    private final String fingerprint;

    private SelfSigned(SSLContext context, String fingerprint) {
        this.context = context;
        this.fingerprint = fingerprint;
    }

    SSLContext context() {
        return context;
    }

    /** {@return the SHA-256 of the certificate, as {@code openssl x509 -fingerprint} prints it} */
    String fingerprint() {
        return fingerprint;
    }

    static SelfSigned make() throws IOException {
        Path folder = Files.createTempDirectory("gyre-certificate");
        Path store = folder.resolve("store.p12");
        try {
            runKeytool(store);
            return read(store);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a certificate was made", interrupted);
        } catch (GeneralSecurityException broken) {
            throw new IOException("the certificate that was made cannot be used", broken);
        } finally {
            Files.deleteIfExists(store);
            Files.delete(folder);
        }
    }

    private static void runKeytool(Path store) throws IOException, InterruptedException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        if (!Files.isExecutable(keytool)) {
            throw new Failure("there is no " + keytool + " to make a certificate with: give --cert and --key");
        }
        Process process = new ProcessBuilder(List.of(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "gyre",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=dns:localhost,ip:127.0.0.1",
                        "-validity",
                        "30",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new Failure("keytool made no certificate: " + said.strip());
        }
    }

    private static SelfSigned read(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(factory.getKeyManagers(), null, null);
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(keys.getCertificate("gyre").getEncoded());
        return new SelfSigned(
                context, HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT));
    }
}

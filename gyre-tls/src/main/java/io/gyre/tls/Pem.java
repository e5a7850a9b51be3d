package io.gyre.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/** Reads certificates and private keys in textual encoding (RFC 7468). The reader of the JDK itself is a preview. */
final class Pem {
    private static final long MOST_BYTES = 1 << 20;
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private final Path file;
    private final List<Block> blocks;

    private static final class Block {
        final String label;
        final byte[] der;

        Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }
    }

    private Pem(Path file) throws IOException {
        this.file = file;
        this.blocks = read(file);
    }

    private static List<Block> read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(
                    file + " has " + Files.size(file) + " bytes, which is no PEM file with a chain or a key");
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        Matcher matcher = BLOCK.matcher(text);
        List<Block> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(new Block(matcher.group(1), decode(file, matcher.group(2))));
        }
        return found;
    }

    private static byte[] decode(Path file, String body) throws IOException {
        if (body.contains("ENCRYPTED")) {
            throw new IOException(
                    file + " has a key in OpenSSL's old encryption: convert it with `openssl pkcs8 -topk8 -in "
                            + file.getFileName() + "`");
        }
        try {
            return Base64.getMimeDecoder().decode(body);
        } catch (IllegalArgumentException noBase64) {
            throw new IOException(file + " has a block that is not in base64", noBase64);
        }
    }

    /** {@return all certificates, in their order} */
    static List<X509Certificate> certificates(Path file) throws IOException {
        Pem pem = new Pem(file);
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : pem.blocks) {
            if (block.label.equals("CERTIFICATE")) {
                found.add(pem.certificate(block.der));
            }
        }
        if (found.isEmpty()) {
            throw new IOException(file + " has no certificate: it needs a block BEGIN CERTIFICATE");
        }
        return found;
    }

    private X509Certificate certificate(byte[] der) throws IOException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException broken) {
            throw new IOException(file + " has a certificate that cannot be read: " + broken.getMessage(), broken);
        }
    }

    /**
     * {@return the private key}
     *
     * @param password for an encrypted one, otherwise null
     */
    static PrivateKey privateKey(Path file, char @Nullable [] password) throws IOException {
        Pem pem = new Pem(file);
        byte[] curve = null;
        for (Block block : pem.blocks) {
            if (block.label.equals("EC PARAMETERS")) {
                curve = block.der;
            }
            PKCS8EncodedKeySpec spec = pem.spec(block, curve, password);
            if (spec != null) {
                return pem.key(spec);
            }
        }
        throw new IOException(file
                + " has no private key: it needs a block BEGIN PRIVATE KEY, or the same with RSA, EC or ENCRYPTED");
    }

    private @Nullable PKCS8EncodedKeySpec spec(Block block, byte @Nullable [] curve, char @Nullable [] password)
            throws IOException {
        try {
            return switch (block.label) {
                case "PRIVATE KEY" -> new PKCS8EncodedKeySpec(block.der);
                case "RSA PRIVATE KEY" -> new PKCS8EncodedKeySpec(Der.ofPkcs1(block.der));
                case "EC PRIVATE KEY" -> new PKCS8EncodedKeySpec(Der.ofSec1(block.der, curve));
                case "ENCRYPTED PRIVATE KEY" -> decrypt(block.der, password);
                default -> null;
            };
        } catch (IllegalArgumentException broken) {
            throw new IOException(file + " has a key that cannot be read: " + broken.getMessage(), broken);
        }
    }

    private PKCS8EncodedKeySpec decrypt(byte[] der, char @Nullable [] password) throws IOException {
        if (password == null) {
            throw new IOException(file + " has an encrypted key: give its password");
        }
        var keySpec = new PBEKeySpec(password);
        try {
            var info = new EncryptedPrivateKeyInfo(der);
            String name = info.getAlgName();
            // PBES2 (RFC 8018) names what it is made of in its parameters only.
            String algorithm = name.equals("PBES2") || name.equals("1.2.840.113549.1.5.13")
                    ? info.getAlgParameters().toString()
                    : name;
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(keySpec),
                    info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (GeneralSecurityException wrong) {
            throw new IOException(
                    file + " has a key that this password does not decrypt: " + wrong.getMessage(), wrong);
        } finally {
            keySpec.clearPassword();
        }
    }

    /** What kind of key it is stands in it; whoever does not know that kind refuses it. */
    private PrivateKey key(PKCS8EncodedKeySpec spec) throws IOException {
        for (String algorithm : List.of("EC", "RSA", "EdDSA", "RSASSA-PSS")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (InvalidKeySpecException another) {
                // The next one is asked.
            } catch (GeneralSecurityException unavailable) {
                throw new IOException("this Java runtime has no keys of the kind " + algorithm, unavailable);
            }
        }
        throw new IOException(file + " has a key of an unknown kind: use RSA, EC, Ed25519 or Ed448");
    }
}

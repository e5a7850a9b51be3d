package io.gyre.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Chooses an identity by the name that the client asks for, and by the kinds of key that both know. A whole set is replaced at once;
 * handshakes that have chosen from the one before still find it.
 */
final class Identities extends X509ExtendedKeyManager {
    /** For clients that ask for no name, or for an unknown one. */
    private static final String ANY = "";

    private record Generation(int number, List<Identity> all, Map<String, List<Identity>> byName) {}

    private volatile Generation current = new Generation(0, List.of(), Map.of());
    private volatile Generation before = current;

    /** Takes identities into use; those without a name serve every client that asks for no other. */
    synchronized void use(List<Identity.Named> named) {
        Map<String, List<Identity>> byName = new HashMap<>();
        List<Identity> all = new ArrayList<>();
        for (Identity.Named each : named) {
            all.add(each.identity());
            byName.computeIfAbsent(normal(each.serverName()), _ -> new ArrayList<>())
                    .add(each.identity());
        }
        before = current;
        current = new Generation(current.number + 1, all, byName);
    }

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** {@return whether an identity is for this name alone, or for all names beside it} */
    boolean knows(String serverName) {
        return named(current, serverName) != null;
    }

    private static @Nullable List<Identity> named(Generation generation, String serverName) {
        String name = normal(serverName);
        List<Identity> exact = generation.byName.get(name);
        int dot = name.indexOf('.');
        return exact != null || dot < 0 ? exact : generation.byName.get("*" + name.substring(dot));
    }

    private static List<Identity> forEngine(Generation generation, SSLEngine engine) {
        List<Identity> found = null;
        SSLSession session = engine.getHandshakeSession();
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    found = named(generation, host.getAsciiName());
                }
            }
        }
        return found != null ? found : generation.byName.getOrDefault(ANY, List.of());
    }

    private static @Nullable String alias(Generation generation, List<Identity> candidates, String keyType) {
        for (Identity each : candidates) {
            if (each.suits(keyType)) {
                return generation.number + "/" + generation.all.indexOf(each);
            }
        }
        return null;
    }

    private @Nullable Identity find(String alias) {
        String[] parts = alias.split("/", 2);
        int number = Integer.parseInt(parts[0]);
        for (Generation generation : List.of(current, before)) {
            if (generation.number == number) {
                return generation.all.get(Integer.parseInt(parts[1]));
            }
        }
        return null; // Replaced twice during one handshake, which fails.
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Generation now = current;
        return engine == null ? null : alias(now, forEngine(now, engine), keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        Generation now = current;
        for (String keyType : keyTypes) {
            String found = alias(now, now.all, keyType);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Identity found = find(alias);
        return found == null ? null : found.chain().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Identity found = find(alias);
        return found == null ? null : found.key();
    }

    // For sockets, of which there are none here.

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}

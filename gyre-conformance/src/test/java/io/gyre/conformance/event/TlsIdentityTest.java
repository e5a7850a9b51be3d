package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.PairBufferEvent;
import io.gyre.tls.ClientAuth;
import io.gyre.tls.TlsBufferEvent;
import io.gyre.tls.TlsClient;
import io.gyre.tls.TlsHandshake;
import io.gyre.tls.TlsServer;
import io.gyre.tls.TlsState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who shows which certificate, and who believes it. */
class TlsIdentityTest extends TlsSuite {
    TlsIdentityTest() {
        super(World.simulated());
    }

    private @Nullable TlsHandshake handshake(TlsClient client, TlsServer server, String host) {
        PairBufferEvent.Halves halves = PairBufferEvent.of(base);
        TlsBufferEvent first = client.over(halves.first(), host, 1);
        TlsBufferEvent second = server.over(halves.second());
        world.atTheEnd(halves.first()::close);
        world.atTheEnd(halves.second()::close);
        closedAtTheEnd(first);
        closedAtTheEnd(second);
        first.callbacks(clientNotes);
        second.callbacks(serverNotes);
        first.enable(BOTH);
        second.enable(BOTH);
        settle();
        return first.state() == TlsState.OPEN ? first.handshake() : null;
    }

    private static String name(@Nullable TlsHandshake handshake) {
        assertNotNull(handshake);
        return handshake.peerCertificates().getFirst().getSubjectX500Principal().getName();
    }

    @ParameterizedTest
    @CsvSource({
        "server.pem, server.key",
        "server.pem, server-sec1.key",
        "server.pem, server-ecparam.key",
        "server.pem, server-encrypted.key",
        "rsa.pem, rsa.key",
        "rsa.pem, rsa-pkcs1.key",
        "ed25519.pem, ed25519.key",
    })
    void everyFormOfAKeyServes(String chain, String key) {
        char[] password = key.contains("encrypted") ? "secret".toCharArray() : null;
        TlsServer server = built(bareServer().identity(null, file(chain), file(key), password));
        assertEquals("CN=localhost", name(handshake(built(client()), server, "localhost")));
    }

    @ParameterizedTest
    @CsvSource({
        "server.pem, server-encrypted.key, give its password",
        "server.pem, server-old-encryption.key, openssl pkcs8 -topk8",
        "server.pem, rsa.key, do not belong together",
        "server.pem, ca.pem, no private key",
        "server.key, server.key, no certificate",
        "server.pem, make-certificates.sh, no private key",
    })
    void whatIsWrongWithAFileIsSaid(String chain, String key, String message) {
        TlsServer.Builder builder = TlsServer.builder().identity(file(chain), file(key));
        IOException thrown = assertThrows(IOException.class, builder::build);
        assertTrue(String.valueOf(thrown.getMessage()).contains(message), thrown.getMessage());
    }

    @Test
    void aWrongPasswordIsSaid() {
        TlsServer.Builder builder = TlsServer.builder()
                .identity(null, file("server.pem"), file("server-encrypted.key"), "wrong".toCharArray());
        IOException thrown = assertThrows(IOException.class, builder::build);
        assertTrue(String.valueOf(thrown.getMessage()).contains("does not decrypt"), thrown.getMessage());
    }

    @Test
    void aServerNeedsACertificate() {
        assertThrows(IllegalStateException.class, TlsServer.builder()::build);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost.", "test.invalid", "127.0.0.1"})
    void theNamesInTheCertificateAreBelieved(String host) {
        assertNotNull(handshake(built(client()), built(server()), host));
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere.invalid", "sub.localhost", "127.0.0.2", "a.b.wild.invalid", "my_host.invalid"})
    void anotherNameIsRefused(String host) {
        assertEquals(null, handshake(built(client()), built(server()), host));
        assertRan("c.ERROR s.ERROR");
    }

    @Test
    void anExpiredCertificateIsRefused() {
        TlsServer server = built(bareServer().identity(file("expired.pem"), file("server.key")));
        assertEquals(null, handshake(built(client()), server, "localhost"));
    }

    @Test
    void anUnknownAuthorityIsRefusedByDefault() {
        assertEquals(null, handshake(built(bareClient()), built(server()), "localhost"));
        assertRan("c.ERROR s.ERROR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"elsewhere.invalid", "my_host.invalid"})
    void whoTrustsEveryoneTalksToEveryone(String host) {
        TlsClient client = built(bareClient().dangerouslyTrustEveryone());
        assertNotNull(handshake(client, built(server()), host));
    }

    @ParameterizedTest
    @CsvSource({"localhost, localhost", "other.invalid, other.invalid", "OTHER.invalid, other.invalid"})
    void theClientGetsTheCertificateItAsksFor(String asked, String shown) {
        TlsServer server = built(server().identity("other.invalid", file("other.pem"), file("other.key"), null));
        assertEquals("CN=" + shown, name(handshake(built(client()), server, asked)));
    }

    @Test
    void aWildcardServesEachNameBelowIt() {
        TlsServer server = built(server().identity("*.wild.invalid", file("other.pem"), file("other.key"), null));
        assertEquals("CN=other.invalid", name(handshake(built(client()), server, "any.wild.invalid")));
    }

    @Test
    void anUnknownNameMayBeRefused() {
        TlsServer server = built(server().identity("other.invalid", file("other.pem"), file("other.key"), null)
                .knownNamesOnly());
        assertNotNull(handshake(built(client()), server, "other.invalid"));
        assertEquals(null, handshake(built(client()), server, "test.invalid"));
    }

    @Test
    void anRsaAndAnEcCertificateMayServeTheSameName() {
        TlsServer server = built(server().identity(file("rsa.pem"), file("rsa.key")));
        assertNotNull(handshake(built(client()), server, "localhost"));
    }

    @Test
    void aServerThatRequiresACertificateRefusesWhoHasNone() {
        TlsServer server = built(server().clientAuth(ClientAuth.REQUIRED, file("ca.pem")));
        handshake(built(client().protocols("TLSv1.2")), server, "localhost");
        assertRan("s.ERROR c.ERROR");
        TlsClient known = built(client().identity(file("client.pem"), file("client.key")));
        assertNotNull(handshake(known, server, "localhost"));
    }

    @Test
    void aServerThatWantsACertificateGoesOnWithout() {
        TlsServer server = built(server().clientAuth(ClientAuth.WANTED, file("ca.pem")));
        assertNotNull(handshake(built(client()), server, "localhost"));
    }

    @Test
    void withoutACommonApplicationProtocolThereIsNoConnection() {
        assertEquals(null, handshake(built(client().alpn("a")), built(server().alpn("b")), "localhost"));
    }

    @Test
    void certificatesAreReadAnewWhileTheServerRuns(@TempDir Path folder) throws IOException {
        Path chain = Files.copy(file("server.pem"), folder.resolve("chain"));
        Path key = Files.copy(file("server.key"), folder.resolve("key"));
        TlsServer server = bareServer().identity(chain, key).build();
        assertEquals("CN=localhost", name(handshake(built(client()), server, "localhost")));
        Files.copy(file("other.pem"), chain, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(file("other.key"), key, StandardCopyOption.REPLACE_EXISTING);
        server.reload();
        assertEquals("CN=other.invalid", name(handshake(built(client()), server, "other.invalid")));
        Files.writeString(chain, "no certificate");
        assertThrows(IOException.class, server::reload);
        assertEquals("CN=other.invalid", name(handshake(built(client()), server, "other.invalid")));
    }
}

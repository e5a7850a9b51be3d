package io.gyre.conformance.event;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.security.Provider;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The suite of TLS once more, with Conscrypt's engines at both ends. What they cannot do is skipped by name. */
class TlsConscryptTest {
    private static final String HALVES = "ends both halves when the peer ends one, and does not answer in TLS 1.2";
    private static final String HANDSHAKES = "makes neither a second handshake nor new keys";

    private static final String FAREWELL =
            "answers an alert with words of its own, which the failed peer does not take";

    private static final String UNDERSCORE = "takes no name with an underscore";

    /** By the test's name, and what its arguments begin with if it can do others. */
    private static final Map<String, String> CANNOT = Map.ofEntries(
            entry("afterTheEndOfOneHalfTheOtherGoesOn", HALVES),
            entry("anAnnouncedEndIsAnEnd TLSv1.2", HALVES),
            entry("whatIsWrittenAfterTheEndOfTls12IsAFailure", HALVES),
            entry("aChangedRecordIsAFailure", FAREWELL),
            entry("aRecordThatComesTwiceIsAFailure", FAREWELL),
            entry("aPeerWithoutTlsIsToldSo", "has no alert before a handshake has begun"),
            entry("newKeysComeWithoutAnOutcome", HANDSHAKES),
            entry("theClientMayRenegotiateWhereTheServerAllowsIt", HANDSHAKES),
            entry("aRenegotiationIsRefusedByDefault", HANDSHAKES),
            entry("aFloodOfNewKeysIsRefused", HANDSHAKES),
            entry("opensslMayRenegotiateWhereThatIsAllowed", HANDSHAKES),
            entry("opensslTakesASessionUpAgain -tls1_3", "has tickets only if asked by names of its own"),
            entry("theCountGoesOnThroughARenegotiation", HANDSHAKES),
            entry("theCountAfterARenegotiationEndsInOneEofWhereAnUncleanEndIsAllowed", HANDSHAKES),
            entry("everyFormOfAKeyServes ed25519.pem", "has no certificates with Ed25519"),
            entry("theClientTalksToOpenssl ed25519", "has no certificates with Ed25519"),
            entry("withoutACommonApplicationProtocolThereIsNoConnection", "goes on without one"),
            entry("anotherNameIsRefused my_host.invalid", UNDERSCORE),
            entry("whoTrustsEveryoneTalksToEveryone my_host.invalid", UNDERSCORE));

    /** Where there is a Conscrypt for this machine. */
    interface OnConscrypt {
        @BeforeEach
        default void skipWhatConscryptCannotDo(TestInfo test) {
            assumeTrue(Conscrypt.isAvailable(), "SKIPPED, for Conscrypt has no library for this machine");
            String name = test.getTestMethod().orElseThrow().getName();
            for (Map.Entry<String, String> each : CANNOT.entrySet()) {
                String[] words = each.getKey().split(" ", 2);
                boolean meant = words[0].equals(name) && (words.length == 1 || isArgument(test, words[1]));
                assumeFalse(meant, "SKIPPED, for Conscrypt " + each.getValue());
            }
        }

        private static boolean isArgument(TestInfo test, String value) {
            return test.getDisplayName().contains('"' + value + '"');
        }
    }

    private static Provider conscrypt() {
        return Conscrypt.newProvider();
    }

    @Nested
    class Connections extends TlsBufferEventTest implements OnConscrypt {
        @Override
        Provider provider() {
            return conscrypt();
        }

        @ParameterizedTest
        @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
        void whatTheEngineCannotDoIsRefused(String protocol) {
            Ends ends = opened(client().protocols(protocol), server());
            assertThrows(SSLException.class, ends.client()::renegotiate);
            ends.client().write("still open");
            settle();
            assertEquals("still open", take(ends.server().input()));
        }
    }

    @Nested
    class Sockets extends TlsSocketTest implements OnConscrypt {
        Sockets(String mechanism) {
            super(mechanism);
        }

        @Override
        Provider provider() {
            return conscrypt();
        }
    }

    @Nested
    class Counting extends TlsCountingTest implements OnConscrypt {
        Counting(String mechanism) {
            super(mechanism);
        }

        @Override
        Provider provider() {
            return conscrypt();
        }
    }

    @Nested
    class HostilePeers extends TlsHostileTest implements OnConscrypt {
        @Override
        Provider provider() {
            return conscrypt();
        }
    }

    @Nested
    class Identities extends TlsIdentityTest implements OnConscrypt {
        @Override
        Provider provider() {
            return conscrypt();
        }
    }

    @Nested
    @ParameterizedClass
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    class Splits extends TlsSplitTest implements OnConscrypt {
        private final String protocol;

        Splits(String protocol) {
            super(protocol);
            this.protocol = protocol;
        }

        @Override
        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 100, 1000})
        void aConversationInPiecesOfAnySizeIsTheSame(long size) {
            assumeFalse(protocol.equals("TLSv1.2"), "SKIPPED, for Conscrypt " + HALVES);
            super.aConversationInPiecesOfAnySizeIsTheSame(size);
        }

        @Override
        Provider provider() {
            return conscrypt();
        }
    }

    @Nested
    class Peers extends TlsPeersTest implements OnConscrypt {
        @Override
        Provider provider() {
            return conscrypt();
        }
    }

    @Test
    void whatIsSkippedIsThere() {
        Set<String> names = Stream.of(getClass().getDeclaredClasses())
                .filter(OnConscrypt.class::isAssignableFrom)
                .flatMap(each -> Stream.of(each.getSuperclass() == null ? each : each.getSuperclass()))
                .flatMap(each -> Stream.of(each.getDeclaredMethods()))
                .map(Method::getName)
                .collect(Collectors.toSet());
        for (String test : CANNOT.keySet()) {
            assertTrue(names.contains(test.split(" ", 2)[0]), test);
        }
    }
}

package io.gyre.dns.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.Arrays;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The JDK asks Gyre, as this test has the module on its path. */
class WholeJvmTest {
    @Test
    void namesOfTheHostsFileAreFound() throws UnknownHostException {
        InetAddress[] found = InetAddress.getAllByName("localhost");
        assertTrue(Arrays.stream(found).allMatch(InetAddress::isLoopbackAddress), () -> Arrays.toString(found));
    }

    /** The words show who answered. */
    @Test
    void whatDoesNotExistSaysSoInGyresWords() {
        var failure =
                assertThrows(UnknownHostException.class, () -> InetAddress.getAllByName("nobody.is.here.invalid"));
        assertTrue(String.valueOf(failure.getMessage()).contains("nothing is below .invalid"), failure::toString);
    }

    @Test
    void virtualThreadsMayAskToo() throws InterruptedException {
        var found = new InetAddress[1];
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        found[0] = InetAddress.getAllByName("x.localhost")[0];
                    } catch (UnknownHostException e) {
                        throw new AssertionError(e);
                    }
                })
                .join();
        assertTrue(found[0].isLoopbackAddress());
    }

    @Test
    void itIsTheOneThatTheJdkFindsAndCanBeTurnedOff() {
        InetAddressResolverProvider provider = ServiceLoader.load(InetAddressResolverProvider.class)
                .findFirst()
                .orElseThrow();
        assertEquals("gyre", provider.name());
        InetAddressResolver jdk = new InetAddressResolver() {
            @Override
            public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) {
                return Stream.empty();
            }

            @Override
            public String lookupByAddress(byte[] address) {
                return "nobody";
            }
        };
        InetAddressResolverProvider.Configuration configuration = new InetAddressResolverProvider.Configuration() {
            @Override
            public InetAddressResolver builtinResolver() {
                return jdk;
            }

            @Override
            public String lookupLocalHostName() {
                return "here";
            }
        };
        System.setProperty("gyre.dns.jvm", "off");
        try {
            assertEquals(jdk, provider.get(configuration));
        } finally {
            System.clearProperty("gyre.dns.jvm");
        }
    }
}

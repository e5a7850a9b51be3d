package io.gyre.dns.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The JDK asks Gyre, as this test has the module on its path. */
class WholeJvmTest {
    @Test
    void namesOfTheHostsFileAreFound() throws UnknownHostException {
        InetAddress[] found = InetAddress.getAllByName("localhost");
        assertTrue(Arrays.stream(found).allMatch(InetAddress::isLoopbackAddress), () -> Arrays.toString(found));
    }

    /** As the JDK's own resolver does: nobody outside is asked for the name of this host. */
    @Test
    void addressesOfTheHostsFileAreFoundToo() throws UnknownHostException {
        assertEquals(
                "localhost", InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName());
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
}

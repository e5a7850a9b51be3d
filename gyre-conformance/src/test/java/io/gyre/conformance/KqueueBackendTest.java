package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.backend.Interest;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on kqueue: the kernel's own, that of a library, or our imitation of it. */
@Tally("kqueue")
class KqueueBackendTest extends BackendContract {
    @BeforeAll
    static void load() {
        String missing = KqueueLibrary.require();
        boolean demanded = "true".equals(System.getenv("CI"));
        assertTrue(missing.isEmpty() || !demanded, missing);
        assumeTrue(missing.isEmpty(), missing);
    }

    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("kqueue", "posix");
    }

    /** As FreeBSD refuses it; whoever writes finds out. */
    @Test
    void aPipeThatIsBrokenAlreadyIsReadyToBeWritten() throws IOException {
        FdPair pipe = driver().pipe();
        pipe.first().close();
        driver().watch(pipe.second(), Interest.WRITE);
        assertEquals(Interest.WRITE, driver().look(pipe.second()));
        assertEquals(Interest.WRITE, driver().look(pipe.second()));
        driver().forget(pipe.second());
        driver().assertQuiet();
    }

    /** A clearing entry is told once, an interest in a close until it is taken back. */
    @Test
    void aCloseIsToldUntilItIsForgotten() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), Interest.CLOSED);
        pair.second().close();
        for (int i = 0; i < 3; i++) {
            assertEquals(Interest.CLOSED, driver().look(pair.first()));
        }
        driver().watch(pair.first(), Interest.CLOSED | Interest.ET);
        assertEquals(Interest.CLOSED, driver().look(pair.first()));
        driver().assertQuiet();
    }

    @Test
    void moreChangesThanOneCallTakesAreAllMade() throws IOException {
        var pairs = new FdPair[100];
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = driver().socketpair();
            driver().watch(pairs[i].first(), Interest.READ);
        }
        for (FdPair pair : pairs) {
            driver().watch(pair.first(), Interest.READ | Interest.WRITE | Interest.ET);
        }
        Map<Integer, Integer> found = driver().pass(0);
        for (int tries = 0; found.size() < pairs.length && tries < pairs.length; tries++) {
            found.putAll(driver().pass(0));
        }
        assertEquals(pairs.length, found.size());
        driver().assertQuiet();
    }

    @Test
    void anImitationDoesNotClaimToWatchEveryFile() {
        assertEquals(!System.getProperty("os.name").equals("Linux"), fixture().has(BackendFeature.FDS));
        assertTrue(fixture().provider().unavailable(Platform.named("nio")).isPresent());
    }
}

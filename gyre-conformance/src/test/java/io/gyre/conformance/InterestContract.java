package io.gyre.conformance;

import static io.gyre.backend.Interest.READ;
import static io.gyre.backend.Interest.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.net.FdPair;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an interest begins, changes and ends. */
interface InterestContract extends BackendUnderTest {
    @Test
    default void anInterestIsWidenedAndNarrowed() throws IOException {
        FdPair pair = driver().socketpair();
        Bytes.write(pair.second(), "x");
        driver().watch(pair.first(), READ);
        assertEquals(READ, driver().look(pair.first()));
        driver().watch(pair.first(), READ | WRITE);
        assertEquals(READ | WRITE, driver().look(pair.first()));
        driver().watch(pair.first(), WRITE);
        assertEquals(WRITE, driver().look(pair.first()));
        driver().watch(pair.first(), READ);
        assertEquals(READ, driver().look(pair.first()));
    }

    @Test
    default void aForgottenDescriptorIsToldOfNoMore() throws IOException {
        FdPair pair = driver().socketpair();
        Bytes.write(pair.second(), "x");
        driver().watch(pair.first(), READ);
        driver().forget(pair.first());
        driver().assertQuiet();
        driver().watch(pair.first(), READ);
        assertEquals(READ, driver().look(pair.first()));
        driver().forget(pair.first());
        driver().assertQuiet();
    }

    @Test
    default void anInterestThatIsTakenBackAndHeldAgainIsOne() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        driver().assertQuiet();
        for (int i = 0; i < 3; i++) {
            driver().forget(pair.first());
            driver().watch(pair.first(), READ | WRITE);
            driver().forget(pair.first());
            driver().watch(pair.first(), READ);
        }
        driver().assertQuiet();
        Bytes.write(pair.second(), "x");
        assertEquals(READ, driver().look(pair.first()));
    }

    @Test
    default void forgettingOneLeavesTheOthers() throws IOException {
        FdPair first = driver().socketpair();
        FdPair second = driver().socketpair();
        FdPair third = driver().socketpair();
        for (FdPair pair : new FdPair[] {first, second, third}) {
            driver().watch(pair.first(), READ);
            Bytes.write(pair.second(), "x");
        }
        driver().forget(first.first());
        assertEquals(Map.of(second.first().number(), READ, third.first().number(), READ), driver().pass(0));
        driver().forget(third.first());
        assertEquals(Map.of(second.first().number(), READ), driver().pass(0));
    }

    @Test
    default void whatIsForgottenBetweenTheWaitAndTheReportIsNotTold() throws IOException {
        FdPair pair = driver().socketpair();
        driver().watch(pair.first(), READ);
        Bytes.write(pair.second(), "x");
        driver().prepare();
        driver().await(0);
        driver().forget(pair.first());
        assertEquals(Map.of(), driver().report());
    }

    @Test
    default void anUnknownDescriptorIsForgottenWithoutComplaint() throws IOException {
        FdPair pair = driver().socketpair();
        assertTrue(driver().backend.change(pair.first().number(), READ, 0) >= 0);
        driver().assertQuiet();
    }
}

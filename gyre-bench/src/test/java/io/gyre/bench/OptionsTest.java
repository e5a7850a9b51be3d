package io.gyre.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void roundsAreTheUsersElseOneIfQuickElseTheUsual() {
        assertEquals(
                7,
                Options.parse(new String[] {"echo", "--quick", "--rounds", "7"}).roundsOr(5));
        assertEquals(1, Options.parse(new String[] {"echo", "--quick"}).roundsOr(5));
        assertEquals(5, Options.parse(new String[] {"echo"}).roundsOr(5));
    }

    @Test
    void casesThatAreNamedReplaceTheUsualOnesAndAllAddsTheOthers() {
        var usual = List.of("a");
        var others = List.of("b");

        assertEquals(
                List.of("x", "y"),
                Options.parse(new String[] {"echo", "--cases", "x,y"}).chooseLoads(usual, others));
        assertEquals(
                List.of("a", "b"), Options.parse(new String[] {"echo", "--all"}).chooseLoads(usual, others));
    }

    @Test
    void serversThatDoNotExistAreRefused() {
        var options = Options.parse(new String[] {"echo", "--servers", "gyre,apache"});

        assertThrows(IllegalArgumentException.class, () -> options.choose(List.of(Peer.java("gyre", "gyre.Echo"))));
    }

    @Test
    void optionWithoutItsValueIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Options.parse(new String[] {"echo", "--rounds"}));
    }

    @Test
    void casesOfBufferThatDoNotExistAreRefused() {
        var options = Options.parse(new String[] {"buffer", "--cases", "move,teleport"});

        assertThrows(IllegalArgumentException.class, () -> new BufferBenchmark(options).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"wave-0", "wave-4000", "steady", "burst-5"})
    void casesOfAcceptThatDoNotExistAreRefused(String named) {
        var options = Options.parse(new String[] {"accept", "--cases", named});

        assertThrows(IllegalArgumentException.class, () -> new AcceptBenchmark(options).run());
    }

    @ParameterizedTest
    @ValueSource(strings = {"churn", "churn-0", "slow-1GiB", "fast-1"})
    void casesOfProxyThatDoNotExistAreRefused(String named) {
        var options = Options.parse(new String[] {"proxy", "--cases", named});

        assertThrows(IllegalArgumentException.class, () -> new ProxyBenchmark(options).run());
    }
}

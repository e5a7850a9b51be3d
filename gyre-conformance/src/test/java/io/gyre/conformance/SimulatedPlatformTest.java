package io.gyre.conformance;

import io.gyre.net.Platform;
import io.gyre.testing.SimulatedPlatform;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/** The contract on descriptors that are made of memory. */
@Tally("platform simulated")
class SimulatedPlatformTest extends PlatformContract {
    private final SimulatedPlatform platform = new SimulatedPlatform();

    @Override
    public Platform platform() {
        return platform;
    }

    @Override
    @Test
    @Disabled("a simulated machine has every address")
    public void onlyOwnAddressesCanBeBound() {}

    @Override
    @Test
    @Disabled("the sender is one of the JDK, which does not reach a simulated machine")
    public void anEmptyDatagramIsOne() {}
}

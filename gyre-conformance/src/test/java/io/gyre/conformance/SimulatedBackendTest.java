package io.gyre.conformance;

import io.gyre.testing.Simulation;

/** The contract on the mechanism that moves a virtual clock. */
@Tally("simulated")
class SimulatedBackendTest extends BackendContract {
    private final Simulation simulation = Simulation.ordered();

    @Override
    public BackendFixture fixture() {
        return BackendFixture.of(simulation);
    }
}

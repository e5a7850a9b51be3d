package io.gyre.conformance;

/** The contract on the JDK's selector. */
@Tally("nio")
class NioBackendTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("nio", "nio");
    }
}

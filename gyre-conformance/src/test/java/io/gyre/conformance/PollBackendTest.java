package io.gyre.conformance;

/** The contract on poll. */
@Tally("poll")
class PollBackendTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("poll", "posix");
    }
}

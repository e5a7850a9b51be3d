package io.gyre.conformance;

/** The contract on io_uring. */
@Tally("io_uring")
class IoUringBackendTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("io_uring", "posix");
    }
}

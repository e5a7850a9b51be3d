package io.gyre.conformance;

/** The contract on epoll. */
@Tally("epoll")
class EpollBackendTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("epoll", "posix");
    }
}

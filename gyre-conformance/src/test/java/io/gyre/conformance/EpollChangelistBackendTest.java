package io.gyre.conformance;

/** The contract on epoll that keeps changes until the next wait. */
@Tally("epoll (with changelist)")
class EpollChangelistBackendTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("epoll", "posix").withChangelist();
    }
}

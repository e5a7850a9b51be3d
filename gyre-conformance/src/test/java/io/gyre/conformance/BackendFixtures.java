package io.gyre.conformance;

import java.util.stream.Stream;

/** The mechanisms that can run here, for a {@code @MethodSource}. */
final class BackendFixtures {
    private BackendFixtures() {}

    static Stream<BackendFixture> available() {
        String _ = KqueueLibrary.require();
        return Stream.of(
                        BackendFixture.of("epoll", "posix"),
                        BackendFixture.of("epoll", "posix").withChangelist(),
                        BackendFixture.of("poll", "posix"),
                        BackendFixture.of("select", "posix"),
                        BackendFixture.of("kqueue", "posix"),
                        BackendFixture.of("io_uring", "posix"),
                        BackendFixture.of("nio", "nio"))
                .filter(fixture -> fixture.unavailable().isEmpty());
    }
}

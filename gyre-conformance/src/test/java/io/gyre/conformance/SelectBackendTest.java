package io.gyre.conformance;

/** The contract on select. */
@Tally("select")
class SelectBackendTest extends BackendContract {
    @Override
    public BackendFixture fixture() {
        return BackendFixture.of("select", "posix");
    }

    @Override
    public int manyPipes() {
        return 300; // Its sets have room for no more than 1024 descriptors, and the JVM has some already.
    }
}

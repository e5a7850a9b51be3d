package io.gyre.conformance;

/** What the parts of {@link BackendContract} ask for. */
interface BackendUnderTest {
    /** {@return the mechanism} */
    BackendFixture fixture();

    /** {@return the mechanism, opened for the present test} */
    BackendDriver driver();
}

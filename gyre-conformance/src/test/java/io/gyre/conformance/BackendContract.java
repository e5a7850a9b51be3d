package io.gyre.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.net.ErrnoException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every mechanism promises to a base, on real descriptors. Extend it, say which mechanism it is, and put a {@link Tally}
 * on the class.
 */
@ExtendWith(NoLeaks.class)
abstract class BackendContract
        implements ReadinessContract,
                InterestContract,
                LifetimeContract,
                HangupContract,
                WaitingContract,
                SocketContract {
    private @Nullable BackendDriver driver;

    @Override
    public abstract BackendFixture fixture();

    @Override
    public BackendDriver driver() {
        return Objects.requireNonNull(driver);
    }

    @BeforeEach
    void openMechanism() throws ErrnoException {
        fixture()
                .unavailable()
                .ifPresent(reason -> assumeTrue(false, fixture().provider().name() + " " + reason));
        driver = new BackendDriver(fixture());
    }

    @AfterEach
    void closeMechanism() {
        if (driver != null) {
            driver.close();
        }
    }
}

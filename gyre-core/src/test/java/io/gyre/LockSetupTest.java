package io.gyre;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LockSetupTest {
    private final LockSetup setup = new LockSetup();
    private final List<String> named = new ArrayList<>();
    private final LockProvider provider = name -> {
        named.add(name);
        return new ReentrantLock(true);
    };

    @AfterEach
    void restoreLog() {
        Log.onMessage(null);
    }

    // S-012
    @Test
    void locksAreThereWithoutBeingAskedFor() {
        assertInstanceOf(ReentrantLock.class, setup.newLock("a"));
        assertNotSame(Locks.newLock("b"), Locks.newLock("b"));
    }

    // S-012, S-013
    @Test
    void locksComeFromTheProviderWithTheirNames() {
        setup.provider(provider);
        setup.newLock("base");
        setup.newLock("group");
        assertEquals(List.of("base", "group"), named);
    }

    @Test
    void theProviderMayChangeWhileThereIsNoLock() {
        setup.provider(name -> {
            throw new AssertionError("replaced");
        });
        setup.provider(provider);
        setup.newLock("base");
        assertEquals(List.of("base"), named);
    }

    // S-012
    @Test
    void afterTheFirstLockOnlyTheSameProviderIsAccepted() {
        setup.provider(provider);
        setup.newLock("base");
        setup.provider(provider);
        assertThrows(IllegalStateException.class, () -> setup.provider(name -> new ReentrantLock()));
    }

    @Test
    void takingTheProviderAwayTooLateIsLogged() {
        var messages = new ArrayList<String>();
        Log.onMessage((severity, message) -> messages.add(severity.toString()));
        setup.provider(provider);
        setup.provider(null);
        assertEquals(List.of(), messages);
        setup.provider(provider);
        setup.newLock("base");
        setup.provider(null);
        assertEquals(List.of("WARN"), messages);
        setup.newLock("later");
        assertEquals(List.of("base"), named);
    }

    // S-017
    @Test
    void debuggingWatchesEveryLockFromThenOn() {
        setup.enableDebugging();
        setup.enableDebugging();
        assertInstanceOf(DebugLock.class, setup.newLock("a"));
        assertDoesNotThrow(setup::enableDebugging);
    }

    // S-017
    @Test
    void debuggingComesTooLateAfterTheFirstLock() {
        setup.newLock("a");
        assertThrows(IllegalStateException.class, setup::enableDebugging);
    }

    @Test
    void whatIsNotWatchedIsNotChecked() {
        assertDoesNotThrow(() -> Locks.checkHeld(new ReentrantLock()));
    }
}

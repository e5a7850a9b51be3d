package io.gyre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class DebugModeTest {
    private final DebugMode mode = new DebugMode();

    // S-018
    @Test
    void isOffUntilItIsEnabled() {
        assertFalse(mode.enabled());
        assertNull(mode.origin());
        mode.enable();
        assertTrue(mode.enabled());
    }

    // S-018
    @Test
    void cannotBeEnabledTwice() {
        mode.enable();
        assertThrows(IllegalStateException.class, mode::enable);
    }

    // S-018
    @Test
    void cannotBeEnabledAfterABaseWasMade() {
        mode.markUsed();
        assertThrows(IllegalStateException.class, mode::enable);
        assertFalse(mode.enabled());
    }

    @Test
    void mayGoOnAfterABaseWasMade() {
        mode.enable();
        mode.markUsed();
        assertTrue(mode.enabled());
    }

    // S-021
    @Test
    void endsWithTheUseOfTheLibrary() {
        mode.enable();
        mode.disable();
        assertFalse(mode.enabled());
        Gyre.globalShutdown();
        assertFalse(Debug.enabled());
        assertNull(Debug.origin());
    }

    @Test
    void theOriginNamesTheUsersCode() {
        mode.enable();
        Origin origin = Objects.requireNonNull(mode.origin());
        assertEquals("theOriginNamesTheUsersCode", origin.frame().getMethodName());
        assertTrue(origin.toString().startsWith("made at " + origin.frame()), origin.toString());
        assertTrue(
                origin.toString()
                        .endsWith(" on thread " + Thread.currentThread().getName()),
                origin.toString());
    }
}

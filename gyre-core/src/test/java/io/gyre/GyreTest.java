package io.gyre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GyreTest {
    @AfterEach
    void restoreLog() {
        Log.onMessage(null);
    }

    // S-020, R-002
    @Test
    void versionStartsWithTheThreeNumbersThatTheNumberHolds() {
        int number = Gyre.versionNumber();
        String numbers = (number >>> 24) + "." + (number >>> 16 & 0xff) + "." + (number >>> 8 & 0xff);
        assertTrue(Gyre.version().matches("\\Q" + numbers + "\\E\\b.*"), Gyre.version());
        assertEquals(0, number & 0xff);
    }

    // S-020, R-002
    @Test
    void versionOfTheRunningLibraryIsTheOneCompiledAgainst() {
        assertEquals(Gyre.VERSION, Gyre.version());
        assertEquals(Gyre.VERSION_NUMBER, Gyre.versionNumber());
    }

    @Test
    void versionIsThatOfTheBuild() throws IOException {
        assertTrue(Files.readString(Path.of("pom.xml")).contains("<version>" + Gyre.VERSION + "</version>"));
    }

    // S-021
    @Test
    void globalShutdownReleasesEachResourceOnceAndTheNewestFirst() {
        var released = new ArrayList<String>();
        Gyre.onGlobalShutdown(() -> released.add("old"));
        Gyre.onGlobalShutdown(() -> released.add("new"));
        Gyre.globalShutdown();
        Gyre.globalShutdown();
        assertEquals(List.of("new", "old"), released);
    }

    // S-021
    @Test
    void aResourceMadeDuringShutdownIsReleasedToo() {
        var released = new ArrayList<String>();
        Gyre.onGlobalShutdown(() -> Gyre.onGlobalShutdown(() -> released.add("late")));
        Gyre.globalShutdown();
        assertEquals(List.of("late"), released);
    }

    @Test
    void aResourceThatCannotBeReleasedDoesNotKeepTheOthers() {
        var released = new ArrayList<String>();
        var messages = new ArrayList<String>();
        Log.onMessage((severity, message) -> messages.add(message));
        Gyre.onGlobalShutdown(() -> released.add("other"));
        Gyre.onGlobalShutdown(() -> {
            throw new IllegalStateException("stuck");
        });
        Gyre.globalShutdown();
        assertEquals(List.of("other"), released);
        assertEquals(
                List.of("a process-wide resource could not be released: java.lang.IllegalStateException: stuck"),
                messages);
    }
}

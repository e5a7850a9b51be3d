package io.gyre.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The example of the package's documentation, which is compiled and run here. */
class IdleTimeoutTest {
    // begin
    // Reads, and closes a connection on which nothing came for 30 s.
    static void serve(EventBase base, Fd connection) {
        var buffer = Arena.ofAuto().allocate(1024);
        base.event(connection, EventMask.READ.or(EventMask.PERSIST), (event, fired) -> {
                    if (fired.contains(EventMask.TIMEOUT) || connection.read(buffer) == Fd.EOF) {
                        event.remove();
                        connection.close();
                    }
                })
                .add(Duration.ofSeconds(30));
    }

    @Test
    void aConnectionIsClosedAfterHalfAMinuteOfSilence() throws IOException {
        try (var simulation = Simulation.ordered()) {
            EventBase base = simulation.newBase();
            FdPair pair = simulation.descriptors().socketpair();
            ScriptedPeer peer = simulation.peer(pair.second()).sendAt(Duration.ofSeconds(20), "still here");
            serve(base, pair.first());
            base.dispatch();
            assertEquals(Duration.ofSeconds(50), simulation.clock().elapsed());
            assertTrue(peer.atEnd());
            peer.close();
        }
    }
    // end

    @Test
    void theDocumentationShowsThisCode() throws IOException {
        String code = between(Files.readString(
                Path.of("src/test/java", IdleTimeoutTest.class.getName().replace('.', '/') + ".java")));
        String shown = Files.readString(Path.of("src/main/java/io/gyre/testing/package-info.java"));
        for (String line : code.lines().toList()) {
            assertTrue(shown.contains(line.strip()), () -> "package-info.java does not show: " + line);
        }
    }

    private static String between(String source) {
        return source.substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end\n"));
    }
}

package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A process that may lock little memory, as which kernels count the rings: it is told so and what to change, and works with epoll. */
@EnabledOnOs(OS.LINUX)
class IoUringLimitsTest {
    /** Whoever has CAP_IPC_LOCK is not bound by the limit, and so loses it first. */
    private static final String LAUNCHER = """
        ulimit -l "$KIB"
        if [ "$(id -u)" = 0 ]; then exec setpriv --bounding-set -ipc_lock --inh-caps -ipc_lock "$@"; fi
        exec "$@"
        """;

    @BeforeEach
    void requireTools() throws IOException {
        Peer.require("setpriv");
    }

    private static void assertWorksWithin(int kib) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                GyreProcess.builder(List.of("bash", "-c", LAUNCHER, "bash")).command());
        command.set(command.size() - 1, PreferIoUring.class.getName());
        var builder = new ProcessBuilder(command);
        builder.environment().put("KIB", Integer.toString(kib));
        try (GyreProcess program = GyreProcess.start(builder)) {
            String said = new String(program.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, program.status(), said);
            assertTrue(
                    said.equals("waits with io_uring\n") // The kernel counts otherwise.
                            || (said.contains("the mechanism io_uring cannot be ")
                                    && said.contains("(ENOMEM)")
                                    && said.contains("raise 'ulimit -l'")
                                    && said.endsWith("waits with epoll\n")),
                    said);
        }
    }

    @Test
    void withoutLockedMemoryEvenTheSmallestRingIsRefused() throws IOException, InterruptedException {
        assertWorksWithin(0);
    }

    @Test
    void withLittleLockedMemoryTheSmallestRingIsGrantedAndTheUsualOneRefused()
            throws IOException, InterruptedException {
        assertWorksWithin(20);
    }
}

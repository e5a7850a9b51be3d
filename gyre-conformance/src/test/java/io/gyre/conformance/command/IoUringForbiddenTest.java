package io.gyre.conformance.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A process that may not use io_uring, as in a container: it is told why and what to change, and works with epoll. */
@EnabledOnOs(OS.LINUX)
class IoUringForbiddenTest {
    /** Runs a program under a filter that refuses io_uring_setup with EPERM. */
    private static final String LAUNCHER = """
        #include <errno.h>
        #include <linux/filter.h>
        #include <linux/seccomp.h>
        #include <stddef.h>
        #include <sys/prctl.h>
        #include <unistd.h>
        int main(int argc, char **argv) {
          struct sock_filter rules[] = {
            BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
            BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 425, 0, 1),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
            BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
          };
          struct sock_fprog program = {4, rules};
          if (argc < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, 2, &program))
            return 99;
          execv(argv[1], argv + 1);
          return 98;
        }
        """;

    private static final String REASON = "a seccomp filter refuses it (EPERM), as those of containers do:"
            + " allow io_uring_setup, io_uring_enter and io_uring_register";

    @TempDir
    private Path folder = Path.of("");

    private Path launcher = Path.of("");

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        Peer.require("gcc");
        launcher = folder.resolve("forbid");
        Path source = Files.writeString(folder.resolve("forbid.c"), LAUNCHER);
        Process gcc = new ProcessBuilder("gcc", "-o", launcher.toString(), source.toString())
                .inheritIO()
                .start();
        assertTrue(gcc.waitFor(60, TimeUnit.SECONDS) && gcc.exitValue() == 0, "the launcher does not compile");
    }

    private GyreProcess forbidden(String... words) throws IOException {
        return GyreProcess.start(GyreProcess.builder(List.of(launcher.toString()), words));
    }

    private static String rest(GyreProcess process) throws IOException {
        return new String(process.process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theListOfMechanismsTellsTheReason() throws IOException, InterruptedException {
        try (GyreProcess events = forbidden("events")) {
            List<String> lines = rest(events).lines().toList();
            String line = lines.stream()
                    .filter(each -> each.contains("io_uring"))
                    .findFirst()
                    .orElse("");
            assertTrue(line.contains(REASON), lines::toString);
            assertTrue(lines.getLast().contains("This base waits with epoll"), lines::toString);
            assertEquals(0, events.status());
        }
    }

    @Test
    void aCommandThatIsToUseItSaysWhyItCannotInOneLine() throws IOException, InterruptedException {
        try (GyreProcess echo = forbidden("echo", "--backend", "io_uring", "--port", "0")) {
            String said = rest(echo);
            assertTrue(said.contains("the mechanism io_uring cannot be used: " + REASON), said);
            assertEquals(1, said.lines().count(), said);
            assertNotEquals(0, echo.status());
        }
    }

    @Test
    void aProgramThatPrefersItIsWarnedAndGetsEpoll() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                GyreProcess.builder(List.of(launcher.toString())).command());
        command.set(command.size() - 1, PreferIoUring.class.getName());
        try (GyreProcess program = GyreProcess.start(new ProcessBuilder(command))) {
            String said = rest(program);
            assertTrue(said.contains("the mechanism io_uring cannot be used: " + REASON), said);
            assertTrue(said.endsWith("waits with epoll\n"), said);
            assertEquals(0, program.status());
        }
    }
}

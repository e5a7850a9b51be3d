package io.gyre.internal.backend.iouring;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each reason of a refusal is told apart from the others, with what to change. */
class RefusalTest {
    @TempDir
    private Path proc = Path.of("");

    private void write(String file, String text) throws IOException {
        Path path = proc.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text + "\n");
    }

    private void assertReason(int errno, String... parts) {
        String reason = new Refusal(proc).reason(errno);
        for (String part : parts) {
            assertTrue(reason.contains(part), reason);
        }
    }

    @Test
    void aSettingOfTheSystemIsNamed() throws IOException {
        write("sys/kernel/io_uring_disabled", "2");
        assertReason(Errno.EPERM, "switched off for every process", "sysctl kernel.io_uring_disabled=0");
        write("sys/kernel/io_uring_disabled", "1");
        write("sys/kernel/io_uring_group", "1005");
        assertReason(Errno.EPERM, "group 1005", "CAP_SYS_ADMIN", "sysctl kernel.io_uring_disabled=0");
    }

    @Test
    void aFilterIsNamedWhicheverErrorItGives() throws IOException {
        write("sys/kernel/io_uring_disabled", "0");
        write("self/status", "Name:\tjava\nSeccomp:\t2\nSeccomp_filters:\t1");
        assertReason(Errno.EPERM, "a seccomp filter refuses it (EPERM)", "allow io_uring_setup", "SystemCallFilter=");
        assertReason(Errno.ENOSYS, "a seccomp filter refuses it (ENOSYS)");
    }

    @Test
    void withoutAFilterASecurityModuleIsLeft() throws IOException {
        write("self/status", "Name:\tjava\nSeccomp:\t0\nSeccomp_filters:\t0");
        assertReason(Errno.EACCES, "a security module refuses it (EACCES)", "audit log");
    }

    @Test
    void anOldKernelIsNamedWithTheOneThatIsNeeded() throws IOException {
        write("sys/kernel/osrelease", "5.4.0-42-generic");
        assertReason(Errno.ENOSYS, "5.4.0-42-generic", "Linux 5.13");
        assertReason(Errno.EINVAL, "5.4.0-42-generic", "Linux 5.13");
    }

    @Test
    void limitsOfTheProcessAreNamed() {
        assertReason(Errno.ENOMEM, "ulimit -l", "LimitMEMLOCK=");
        assertReason(Errno.EMFILE, "EMFILE", "ulimit -n");
    }

    @Test
    void anyOtherErrorIsToldAsItIs() {
        assertReason(Errno.EIO, "io_uring_setup failed with EIO: Input/output error");
    }
}

package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;

import io.gyre.internal.ffi.CallState;
import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.SysIoUring;
import io.gyre.net.ErrnoException;
import io.gyre.net.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Why the kernel refuses io_uring, and what an operator can change. The errno alone names four different causes by one number.
 *
 * @param proc where to look: {@code /proc}
 */
record Refusal(Path proc) {
    /** {@return why no ring can be made, or empty if one can} Makes one, the smallest there is. */
    Optional<String> probe(Platform platform) {
        try {
            RingSetup setup = RingSetup.open(new SysIoUring(new CallState()), RingSize.PROBE);
            platform.close(setup.fd());
            return setup.suffices() ? Optional.empty() : Optional.of(tooOld());
        } catch (ErrnoException refused) {
            return Optional.of(reason(refused.errno()));
        }
    }

    /** {@return what {@code errno} of io_uring_setup means on this system} */
    String reason(int errno) {
        return switch (errno) {
            case Errno.ENOSYS -> noSuchCall();
            case Errno.EPERM, Errno.EACCES -> forbidden(errno);
            case Errno.ENOMEM ->
                "the kernel refuses the memory (ENOMEM): the rings count as locked memory of processes without"
                        + " CAP_IPC_LOCK, so raise 'ulimit -l' (LimitMEMLOCK= in a systemd unit); on some"
                        + " kernels since Linux 5.12 they count to the control group's instead";
            case Errno.EMFILE, Errno.ENFILE ->
                "no descriptor is left for the ring (" + Errno.name(errno) + "): raise 'ulimit -n'";
            case Errno.EINVAL -> tooOld();
            default -> "io_uring_setup failed with " + Errno.name(errno) + ": " + Errno.text(errno);
        };
    }

    private String tooOld() {
        return "this kernel (" + line("sys/kernel/osrelease") + ") is too old: Linux 5.13 is needed";
    }

    private String noSuchCall() {
        return filtered()
                ? seccomp("ENOSYS")
                : "this kernel (" + line("sys/kernel/osrelease")
                        + ") has no io_uring (ENOSYS): Linux 5.13 is needed, built with CONFIG_IO_URING";
    }

    private String forbidden(int errno) {
        return switch (line("sys/kernel/io_uring_disabled")) {
            case "2" -> "switched off for every process: set it on with 'sysctl kernel.io_uring_disabled=0'";
            case "1" ->
                "reserved for the group " + line("sys/kernel/io_uring_group")
                        + " and for CAP_SYS_ADMIN: join the group named by 'sysctl kernel.io_uring_group', or set"
                        + " 'sysctl kernel.io_uring_disabled=0'";
            default ->
                filtered()
                        ? seccomp(Errno.name(errno))
                        : "a security module refuses it (" + Errno.name(errno) + "): see the kernel's audit log";
        };
    }

    private static String seccomp(String errno) {
        return "a seccomp filter refuses it (" + errno
                + "), as those of containers do: allow io_uring_setup, io_uring_enter and io_uring_register"
                + " (docker run --security-opt seccomp=PROFILE, or SystemCallFilter= in a systemd unit)";
    }

    /** {@return whether the system calls of this process are filtered} */
    private boolean filtered() {
        try {
            return Files.readAllLines(proc.resolve("self/status")).stream()
                    .anyMatch(line -> line.startsWith("Seccomp:") && line.endsWith("2"));
        } catch (IOException unknown) {
            return false;
        }
    }

    private String line(String file) {
        try {
            return Files.readString(proc.resolve(file)).strip();
        } catch (IOException unknown) {
            return "unknown";
        }
    }
}

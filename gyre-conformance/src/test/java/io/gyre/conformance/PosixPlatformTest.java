package io.gyre.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import io.gyre.net.Platform;
import io.gyre.net.SocketType;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract on the kernel's own calls. */
@Tally("platform posix")
class PosixPlatformTest extends PlatformContract {
    private static final int O_CLOEXEC = 0_2000000;

    @Override
    public Platform platform() {
        return Platform.named("posix");
    }

    // S-114
    @Test
    void noDescriptorSurvivesExecUnlessItIsAskedTo() throws IOException {
        FdPair sockets = own(make().socketpair());
        FdPair pipe = own(make().pipe());
        Fd socket = own(make().socket(StandardProtocolFamily.INET, SocketType.STREAM));
        for (Fd fd : List.of(sockets.first(), sockets.second(), pipe.first(), pipe.second(), socket)) {
            assertEquals(true, closesOnExec(fd));
        }
        socket.closeOnExec(false);
        assertEquals(false, closesOnExec(socket));
        socket.closeOnExec(true);
        assertEquals(true, closesOnExec(socket));
    }

    /** {@return what the kernel says} Linux shows the flags of each descriptor. */
    private static boolean closesOnExec(Fd fd) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/fdinfo", Integer.toString(fd.number())))) {
            if (line.startsWith("flags:")) {
                return (Long.parseLong(line.substring(6).strip(), 8) & O_CLOEXEC) != 0;
            }
        }
        throw new IOException("no flags of " + fd);
    }
}

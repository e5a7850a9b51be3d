package io.gyre.listener;

import io.gyre.internal.ffi.Errno;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Listening sockets that systemd, or who else speaks its protocol, opened before this process began: {@code sd_listen_fds(3)}. They go by
 * {@code LISTEN_FDS}, {@code LISTEN_PID} and {@code LISTEN_FDNAMES} in the environment.
 *
 * <p>Java cannot take a variable out of its environment, so child processes see these three as well, and {@code LISTEN_PID} tells them
 * that they are not meant; the sockets themselves are closed on exec. A program must therefore ask once.
 */
public final class InheritedSockets {
    private static final int FIRST = 3;
    private static final int MOST = 1024;
    private static final String UNNAMED = "unknown"; // As sd_listen_fds_with_names(3) says.

    private InheritedSockets() {}

    /**
     * One of them.
     *
     * @param name what the unit's {@code FileDescriptorName=} says; {@code unknown} if nothing did
     * @param fd the listening socket, owned by the receiver, non-blocking and close on exec
     */
    public record Inherited(String name, Fd fd) {}

    /**
     * {@return the sockets that are meant for this process, in their order; none if there are none} Call it once, for the sockets are
     * owned by whoever got them. For {@link ConnectionListener#of}, with CLOSE_ON_FREE.
     *
     * @throws IOException if a descriptor is missing or no listening socket, or the variables make no sense, or the platform has no
     *     descriptors of the kernel; then none is taken
     */
    public static List<Inherited> take() throws IOException {
        return take(Platform.system(), System.getenv(), ProcessHandle.current().pid(), FIRST);
    }

    /** The same with everything given, which a test can have. */
    static List<Inherited> take(Platform platform, Map<String, String> environment, long pid, int first)
            throws IOException {
        String mine = environment.get("LISTEN_PID");
        if (mine == null || !mine.equals(Long.toString(pid))) {
            return List.of();
        }
        int count = count(environment.get("LISTEN_FDS"));
        if (count > 0 && !platform.kernelDescriptors()) {
            throw new IOException("the " + platform.name()
                    + " platform cannot use inherited sockets: it takes -Dgyre.platform=posix");
        }
        String[] names = names(environment.get("LISTEN_FDNAMES"), count);
        var sockets = new ArrayList<Inherited>();
        for (int i = 0; i < count; i++) {
            sockets.add(new Inherited(names[i], new Descriptors(platform).adopt(first + i, true)));
        }
        for (Inherited socket : sockets) {
            check(socket);
        }
        return List.copyOf(sockets);
    }

    private static int count(@Nullable String text) throws IOException {
        if (text == null || !text.matches("[0-9]{1,4}") || Integer.parseInt(text) > MOST) {
            throw new IOException("LISTEN_FDS is '" + text + "': it must be a number from 0 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static String[] names(@Nullable String text, int count) throws IOException {
        if (text == null) {
            return Stream.generate(() -> UNNAMED).limit(count).toArray(String[]::new);
        }
        String[] names = text.split(":", -1);
        if (names.length != count) {
            throw new IOException(
                    "LISTEN_FDNAMES has " + names.length + " names for " + count + " sockets: '" + text + "'");
        }
        return names;
    }

    private static void check(Inherited socket) throws ErrnoException {
        Fd fd = socket.fd();
        if (fd.option(SocketOption.LISTENS) == 0) {
            throw new ErrnoException(
                    "LISTEN_FDS, " + fd + " '" + socket.name() + "'",
                    Errno.EINVAL,
                    "the socket does not listen: use ListenStream= and Accept=no in the unit");
        }
        fd.nonblocking(true);
        fd.closeOnExec(true);
    }
}

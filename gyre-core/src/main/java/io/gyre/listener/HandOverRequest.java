package io.gyre.listener;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.PeerCredentials;
import io.gyre.net.Platform;
import io.gyre.net.SocketOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The new process' side of {@link HandOver}. */
final class HandOverRequest {
    private HandOverRequest() {}

    static Optional<Taken> make(Platform platform, Path path, Duration deadline) throws IOException {
        Fd connection;
        try {
            connection = new Descriptors(platform).connect(UnixDomainSocketAddress.of(path));
        } catch (ErrnoException absent) {
            if (absent.errno() == Errno.ENOENT || absent.errno() == Errno.ECONNREFUSED) {
                return Optional.empty();
            }
            throw absent;
        }
        try {
            PeerCredentials peer = platform.peerCredentials(connection.number());
            if (peer == null || peer.uid() != platform.effectiveUser()) {
                throw HandOver.foreign(path, peer);
            }
            waitFor(connection, path, deadline);
            return Optional.of(new Taken(receive(connection, path), peer.pid(), connection));
        } catch (IOException failure) {
            connection.close();
            throw failure;
        }
    }

    private static void waitFor(Fd connection, Path path, Duration deadline) throws IOException {
        boolean[] came = new boolean[1];
        var config = EventConfig.builder().platform(connection.platform()).build();
        try (var base = new EventBase(config)) {
            base.once(connection, EventMask.READ, deadline, (_, fired) -> came[0] = fired.contains(EventMask.READ));
            base.dispatch();
        }
        if (!came[0]) {
            throw new IOException("nothing came from the process at " + path + " within " + deadline.toMillis()
                    + " ms: end it, or remove the file if it serves something else");
        }
    }

    private static List<Fd> receive(Fd connection, Path path) throws IOException {
        int[] numbers = new int[HandOver.MOST_SOCKETS];
        byte[] expected = HandOver.GREETING;
        try (var arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(expected.length + 1);
            int got = connection.platform().receiveDescriptors(connection.number(), data, numbers);
            if (got < 0) {
                throw new ErrnoException("recvmsg at " + path, got);
            }
            List<Fd> sockets = owned(connection.platform(), numbers);
            boolean right = got == data.byteSize()
                    && Arrays.equals(data.asSlice(0, expected.length).toArray(JAVA_BYTE), expected)
                    && data.get(JAVA_BYTE, expected.length) == sockets.size();
            if (!right || !allListen(sockets)) {
                sockets.forEach(Fd::close);
                throw new IOException("the process at " + path
                        + (got == 0
                                ? " is being replaced already: try again later"
                                : " does not hand over listening sockets"));
            }
            return sockets;
        }
    }

    private static List<Fd> owned(Platform platform, int... numbers) {
        var sockets = new ArrayList<Fd>();
        for (int number : numbers) {
            if (number >= 0) {
                sockets.add(new Descriptors(platform).adopt(number, true));
            }
        }
        return sockets;
    }

    private static boolean allListen(List<Fd> sockets) {
        return sockets.stream().allMatch(socket -> {
            try {
                return socket.option(SocketOption.LISTENS) == 1;
            } catch (ErrnoException noSocket) {
                return false;
            }
        });
    }
}

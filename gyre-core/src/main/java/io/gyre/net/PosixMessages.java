package io.gyre.net;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.gyre.internal.ffi.Errno;
import io.gyre.internal.ffi.SysSocket;
import io.gyre.internal.ffi.SysSocketMessage;
import io.gyre.internal.ffi.SysSocketSetup;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Descriptors that go from one process to another, as {@link PosixPlatform} passes them. */
final class PosixMessages {
    private PosixMessages() {}

    static int send(int fd, MemorySegment data, int... descriptors) {
        try (var arena = Arena.ofConfined()) {
            var message = new SysSocketMessage.Message(arena, data, descriptors.length).descriptors(descriptors);
            return (int) new SysSocketMessage(PosixCalls.mine().state).sendmsg(fd, message, SysSocket.MSG_NOSIGNAL);
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    static int receive(int fd, MemorySegment data, int[] descriptors) {
        Arrays.fill(descriptors, -1);
        try (var arena = Arena.ofConfined()) {
            var message = new SysSocketMessage.Message(arena, data, descriptors.length);
            int got = (int) new SysSocketMessage(PosixCalls.mine().state)
                    .recvmsg(fd, message, SysSocketMessage.MSG_CMSG_CLOEXEC);
            return got < 0 ? got : keep(message, descriptors) ? got : -Errno.EMSGSIZE;
        } finally {
            Reference.reachabilityFence(data);
        }
    }

    /** The kernel rounds the room up to eight bytes, so that one descriptor more than was asked for may come. */
    private static boolean keep(SysSocketMessage.Message message, int[] descriptors) {
        int[] came = message.descriptors();
        if (came.length <= descriptors.length && !message.truncated()) {
            System.arraycopy(came, 0, descriptors, 0, came.length);
            return true;
        }
        for (int number : came) {
            PosixCalls.mine().unistd.close(number);
        }
        return false;
    }

    static @Nullable PeerCredentials credentials(int fd) {
        try (var arena = Arena.ofConfined()) {
            MemorySegment peer = arena.allocate(SysSocketMessage.UCRED_SIZE, 4);
            MemorySegment length = arena.allocate(4, 4);
            length.set(JAVA_INT, 0, SysSocketMessage.UCRED_SIZE);
            int rc = PosixCalls.setup()
                    .socket
                    .getsockopt(
                            fd,
                            SysSocketSetup.SOL_SOCKET,
                            SysSocketMessage.SO_PEERCRED,
                            peer.address(),
                            length.address());
            int pid = peer.get(JAVA_INT, 0);
            return rc < 0 || pid == 0 ? null : new PeerCredentials(pid, peer.get(JAVA_INT, SysSocketMessage.UCRED_UID));
        }
    }
}

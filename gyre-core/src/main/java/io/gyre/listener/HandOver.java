package io.gyre.listener;

import io.gyre.Log;
import io.gyre.event.EventBase;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.PeerCredentials;
import io.gyre.net.Platform;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gives listening sockets to the process that will replace this one, over a Unix socket ({@code SCM_RIGHTS}). Both have the same sockets
 * for a while, so that no client is refused: the old process goes on accepting until the new one says that it does.
 *
 * <pre>
 *  old process                                  new process
 *  serve: listens at the path
 *                       ◄── connects ────────── take
 *  checks the user      ─── sockets ──────────► Taken
 *                                               accepts; serve, at the same path
 *  onTaken: stops       ◄── one byte ────────── confirm
 * </pre>
 *
 * If the new process ends before it confirms, nothing has changed, and another may come. Only processes of this process' user are
 * served, one at a time. Needs the posix platform.
 */
public final class HandOver implements AutoCloseable {
    /** How many sockets can be handed over at once. */
    public static final int MOST_SOCKETS = 64;

    /** What the bytes of the message are, followed by one byte for the number of sockets. */
    static final byte[] GREETING = "gyre hand-over 1\n".getBytes(StandardCharsets.US_ASCII);

    static final byte CONFIRMATION = '!';

    private final List<Fd> sockets;
    private final Runnable onTaken;
    private final Path path;
    private final ConnectionListener listener;
    private final MemorySegment greeting = Arena.ofAuto().allocate(GREETING.length + 1);

    /** Which file is ours: a successor puts its own in the same place. */
    private final @Nullable Object fileKey;

    private @Nullable HandOverSession session;

    private HandOver(EventBase base, Path path, List<Fd> sockets, Runnable onTaken) throws IOException {
        this.path = path;
        this.sockets = List.copyOf(sockets);
        this.onTaken = onTaken;
        greeting.copyFrom(MemorySegment.ofArray(GREETING));
        greeting.set(ValueLayout.JAVA_BYTE, GREETING.length, (byte) sockets.size());
        Path fresh = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(fresh);
        listener = ConnectionListener.bind(base, UnixDomainSocketAddress.of(fresh), null, ListenerOption.DISABLED);
        try {
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            fileKey = Files.readAttributes(fresh, BasicFileAttributes.class).fileKey();
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            listener.close();
            Files.deleteIfExists(fresh);
            throw failure;
        }
        listener.callback((_, connection, _) -> onSuccessor(connection));
        listener.enable();
    }

    /**
     * Waits at {@code path} for the process that takes over. The path is taken from whoever has it, which after {@link #take} is the
     * predecessor; only this user may connect to it.
     *
     * @param base whose loop waits; {@code onTaken} runs there
     * @param path of the Unix socket, in a folder that only trusted users may write to
     * @param sockets to hand over, at most {@link #MOST_SOCKETS}; borrowed, and open until this is closed
     * @param onTaken is called once the other process accepts: stop accepting, and let connections end
     * @throws IOException if the path cannot be used, or the platform cannot pass descriptors
     */
    public static HandOver serve(EventBase base, Path path, List<Fd> sockets, Runnable onTaken) throws IOException {
        refuseWithoutKernel(base.config().platform());
        if (sockets.isEmpty() || sockets.size() > MOST_SOCKETS) {
            throw new IllegalArgumentException(
                    sockets.size() + " sockets cannot be handed over: 1 to " + MOST_SOCKETS + " can");
        }
        return new HandOver(base, path, sockets, onTaken);
    }

    /**
     * Asks the process that serves at {@code path} for its listening sockets. Blocks until they are there.
     *
     * @param path where the predecessor waits
     * @param deadline how long that may take
     * @return the sockets; empty if nobody serves there, so that the caller has to open its own
     * @throws IOException if the predecessor belongs to another user, is too slow, has a successor already, or says something else; it
     *     then goes on as before
     */
    public static Optional<Taken> take(Path path, Duration deadline) throws IOException {
        return take(Platform.system(), path, deadline);
    }

    /**
     * The same on a platform of the caller's choice.
     *
     * @param platform must be that of the kernel's descriptors
     */
    public static Optional<Taken> take(Platform platform, Path path, Duration deadline) throws IOException {
        refuseWithoutKernel(platform);
        return HandOverRequest.make(platform, path, deadline);
    }

    private static void refuseWithoutKernel(Platform platform) throws IOException {
        if (!platform.kernelDescriptors()) {
            throw new IOException("the " + platform.name()
                    + " platform cannot pass sockets to another process: it takes -Dgyre.platform=posix");
        }
    }

    static ErrnoException foreign(Path path, @Nullable PeerCredentials peer) {
        String who = peer == null ? "an unknown user" : "user " + peer.uid();
        return new ErrnoException(
                "hand-over at " + path,
                Errno.EPERM,
                "the other process belongs to " + who + ": both must have one user");
    }

    private void onSuccessor(Fd connection) {
        Platform platform = connection.platform();
        PeerCredentials peer = platform.peerCredentials(connection.number());
        if (peer == null || peer.uid() != platform.effectiveUser()) {
            Log.warn(Objects.requireNonNull(foreign(path, peer).getMessage()));
            connection.close();
        } else if (session != null && session.isOpen()) {
            connection.close(); // One at a time: the other finds that nothing came.
        } else {
            session = new HandOverSession(listener.base(), connection, this::onConfirmed);
            session.send(greeting, sockets);
        }
    }

    private void onConfirmed() {
        close();
        onTaken.run();
    }

    /** Serves no more. The sockets stay open; the path goes, unless a successor has it. Idempotent. */
    @Override
    public void close() {
        if (!listener.fd().isOpen()) {
            return;
        }
        listener.close();
        if (session != null) {
            session.close();
        }
        try {
            if (Objects.equals(
                    fileKey,
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey())) {
                Files.deleteIfExists(path);
            }
        } catch (IOException gone) {
            // Somebody has removed it; a file that stays does no harm either.
        }
    }
}

package io.gyre.conformance.event;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.LoopFlag;
import io.gyre.listener.HandOver;
import io.gyre.listener.Taken;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening sockets that go to another process: here both ends are in one. */
class HandOverTest extends LoopSuite {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Path folder;

    HandOverTest(@TempDir Path folder) {
        super(World.named("epoll"));
        this.folder = folder;
    }

    @BeforeEach
    void needsDescriptorsOfTheKernel() {
        assumeTrue(
                world.platform().kernelDescriptors(), "the " + world.platform().name() + " platform passes no sockets");
    }

    private Path path() {
        return folder.resolve("next");
    }

    private Fd listening() throws IOException {
        Fd socket = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        world.atTheEnd(socket::close);
        return socket;
    }

    private HandOver serve(Fd... sockets) throws IOException {
        HandOver handOver = HandOver.serve(base, path(), List.of(sockets), () -> note("taken"));
        world.atTheEnd(handOver::close);
        return handOver;
    }

    private CompletableFuture<Optional<Taken>> taking() {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return HandOver.take(world.platform(), path(), PATIENCE);
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });
    }

    private <T> T result(CompletableFuture<T> future) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!future.isDone() && System.nanoTime() < end) {
            base.loop(LoopFlag.NONBLOCK);
        }
        return future.get(1, TimeUnit.SECONDS);
    }

    private Taken take() throws Exception {
        Taken taken = result(taking()).orElseThrow();
        world.atTheEnd(taken::close);
        taken.sockets().forEach(socket -> world.atTheEnd(socket::close));
        return taken;
    }

    private void lookUntilRan(String expected) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!ran(expected) && System.nanoTime() < end) {
            base.loop(LoopFlag.NONBLOCK);
        }
        assertRan(expected);
    }

    @Test
    void theSuccessorGetsTheSameSocketsInTheirOrder() throws Exception {
        Fd one = listening();
        Fd two = listening();
        serve(one, two);
        Taken taken = take();
        assertEquals(
                List.of(one.localAddress(), two.localAddress()),
                taken.sockets().stream().map(Fd::localAddress).toList());
        assertNotEquals(one.number(), taken.sockets().getFirst().number());
        assertTrue(taken.sockets().getFirst().nonblocking(true), "it blocks");
        assertEquals(ProcessHandle.current().pid(), taken.predecessor());
        assertRan("");
        taken.confirm();
        lookUntilRan("taken");
        assertTrue(one.isOpen());
        assertFalse(Files.exists(path()));
    }

    @Test
    void aSuccessorThatDoesNotConfirmChangesNothing() throws Exception {
        Fd socket = listening();
        serve(socket);
        take().close();
        base.loop(LoopFlag.ONCE);
        assertRan("");
        assertLogged("did not confirm");
        take().confirm();
        lookUntilRan("taken");
    }

    @Test
    void onlyOneTakesOverAtATime() throws Exception {
        serve(listening());
        Taken first = take();
        var refused = assertThrows(ExecutionException.class, () -> result(taking()));
        assertTrue(requireNonNull(refused.getMessage()).contains("being replaced already"), refused::getMessage);
        first.confirm();
        lookUntilRan("taken");
    }

    @Test
    void theSuccessorServesAtTheSamePathBeforeThePredecessorHasEnded() throws Exception {
        HandOver old = serve(listening());
        Taken taken = take();
        HandOver next = serve(taken.sockets().getFirst());
        taken.confirm();
        lookUntilRan("taken");
        old.close();
        assertTrue(Files.exists(path()), "the predecessor removed the successor's path");
        assertEquals(1, take().sockets().size());
        next.close();
        assertFalse(Files.exists(path()));
    }

    @Test
    void nobodyButTheOwnerMayConnect() throws Exception {
        serve(listening());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path())));
    }

    @Test
    void withoutAPredecessorThereIsNothingToTake() throws Exception {
        assertEquals(Optional.empty(), HandOver.take(world.platform(), path(), PATIENCE));
        HandOver old = serve(listening());
        Path stale = folder.resolve("stale");
        Files.createLink(stale, path());
        old.close();
        assertEquals(Optional.empty(), HandOver.take(world.platform(), stale, PATIENCE), "nobody listens there");
    }

    @Test
    void whoSaysSomethingElseOrNothingIsNoPredecessor() throws Exception {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path()));
            CompletableFuture<Optional<Taken>> taking = taking();
            try (SocketChannel other = server.accept()) {
                other.write(ByteBuffer.wrap("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII)));
                var failure = assertThrows(ExecutionException.class, () -> result(taking));
                assertTrue(requireNonNull(failure.getMessage()).contains("does not hand over"), failure::getMessage);
            }
            var late = assertThrows(
                    IOException.class, () -> HandOver.take(world.platform(), path(), Duration.ofMillis(1)));
            assertTrue(requireNonNull(late.getMessage()).contains("within 1 ms"), late::getMessage);
        }
    }

    @Test
    void theNumberOfSocketsIsBounded() throws IOException {
        assertThrows(IllegalArgumentException.class, this::serve);
        Fd socket = listening();
        Fd[] many = new Fd[HandOver.MOST_SOCKETS + 1];
        Arrays.fill(many, socket);
        assertThrows(IllegalArgumentException.class, () -> serve(many));
    }

    @Test
    void thePortablePlatformSaysThatItCannot() throws IOException {
        Platform nio = Platform.named("nio");
        var config = EventConfig.builder().platform(nio).build();
        try (var other = new EventBase(config);
                Fd socket = new Descriptors(nio).listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            var refused =
                    assertThrows(IOException.class, () -> HandOver.serve(other, path(), List.of(socket), () -> {}));
            assertTrue(requireNonNull(refused.getMessage()).contains("-Dgyre.platform=posix"), refused::getMessage);
            assertThrows(IOException.class, () -> HandOver.take(nio, path(), PATIENCE));
        }
    }
}

package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A loop suite whose log is written by bufferevents, in the form of the facts that were observed of C's. */
abstract class BufferEventSuite extends LoopSuite {
    BufferEventSuite(World world) {
        super(world);
    }

    /** Notes what is called back, and then does what the test wants. */
    final class Noting implements BufferEventCallbacks {
        private final String name;
        Consumer<BufferEvent> onRead = _ -> {};
        Consumer<BufferEvent> onWrite = _ -> {};
        Consumer<BufferEvent> onOutcome = _ -> {};

        Noting(String name) {
            this.name = name;
        }

        @Override
        public void onReadable(BufferEvent bufferEvent) {
            note(name + ".read(" + bufferEvent.input().length() + ")");
            onRead.accept(bufferEvent);
        }

        @Override
        public void onWritable(BufferEvent bufferEvent) {
            note(name + ".write(" + bufferEvent.output().length() + ")");
            onWrite.accept(bufferEvent);
        }

        @Override
        public void onOutcome(BufferEvent bufferEvent, Outcome outcome) {
            note(name + "." + text(outcome));
            onOutcome.accept(bufferEvent);
        }
    }

    private static String text(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Connected _ -> "CONNECTED";
            case Outcome.Eof(var direction) -> direction + "|EOF";
            case Outcome.Timeout(var direction) -> direction + "|TIMEOUT";
            case Outcome.Failed failed -> text(failed);
        };
    }

    private static String text(Outcome.Failed failed) {
        String direction = failed.direction() == null ? "" : failed.direction() + "|";
        return direction + "ERROR" + (failed.cause() instanceof ErrnoException cause ? "," + cause.errnoName() : "");
    }

    SocketBufferEvent over(Fd fd, BufferEventCallbacks callbacks, BufferEventOption... options) {
        var made = SocketBufferEvent.of(base, fd, options);
        world.atTheEnd(made::close);
        made.callbacks(callbacks);
        return made;
    }

    void look() {
        base.loop(LoopFlag.NONBLOCK);
    }

    /** Lets the loop run until nothing happens at once any more. */
    void settleAndLook(Fd fd) {
        world.settle(fd, EventMask.READ);
        look();
    }

    /** Lets the loop run until {@code done}: it has to come to that, or the test is stopped for taking too long. */
    void runUntil(BooleanSupplier done) {
        while (!done.getAsBoolean()) {
            look();
        }
    }

    /** {@return two ends of a TCP connection, which a peer may reset} */
    FdPair tcpPair() {
        try (Fd listener = world.descriptors().listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Fd client = world.descriptors().connect(requireNonNull(listener.localAddress()));
            world.atTheEnd(client::close);
            world.settle(listener, EventMask.READ);
            Fd server = requireNonNull(listener.accept());
            world.atTheEnd(server::close);
            world.settle(client, EventMask.WRITE);
            return new FdPair(client, server);
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }

    /** {@return text of which every part is different from its neighbours} */
    static String letters(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.valueOf((char) ('a' + i * 7 % 26)))
                .collect(Collectors.joining());
    }

    static String take(EvBuffer buffer) {
        return buffer.removeString((int) buffer.length(), StandardCharsets.UTF_8);
    }
}

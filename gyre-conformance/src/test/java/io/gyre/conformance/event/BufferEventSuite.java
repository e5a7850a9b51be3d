package io.gyre.conformance.event;

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
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

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

    static String take(EvBuffer buffer) {
        return buffer.removeString((int) buffer.length(), StandardCharsets.UTF_8);
    }
}

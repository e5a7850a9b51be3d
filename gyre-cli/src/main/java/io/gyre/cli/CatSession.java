package io.gyre.cli;

import io.gyre.buffer.FileSegment;
import io.gyre.buffer.FileSource;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.Direction;
import io.gyre.bufferevent.Outcome;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.bufferevent.Watermarks;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A bufferevent between standard input and output. Each direction ends by itself: the end of the input closes the sending half, and
 * the peer may go on sending. The session is over when both have ended, or when the peer has ended and only a person could still type
 * something.
 *
 * <p>The standard streams are no bufferevents: they may be files, or shared with programs that want them to block, so they are read only
 * when the loop says so, once. A redirected file is not read at all: its segments are sent, by {@code sendfile(2)} where the platform can.
 */
final class CatSession implements BufferEventCallbacks {
    private static final EventMask READ = EventMask.READ.or(EventMask.PERSIST);
    private static final EventMask WRITE = EventMask.WRITE.or(EventMask.PERSIST);

    /** What one call moves, and what waits at most each way. */
    private static final int CHUNK = 64 * 1024;

    private static final int MOST = 4 * CHUNK;

    /** What one call sends of a file, which takes no memory. */
    private static final int FILE_CHUNK = 4 << 20;

    private final EventBase base;
    private final StandardStreams streams;
    private final BufferEvent peer;
    private final boolean encrypted;
    private final String target;
    private final Event typing;
    private final Event printing;

    /** What is left of a redirected file begins here. */
    private @Nullable FileSource file;

    private long position;

    /** Whether the standard input has ended, and nothing of it waits or can be sent any more. */
    private boolean inputEnded;

    private boolean sent;

    /** Whether the peer has ended, and whether all that it sent is printed. */
    private boolean peerEnded;

    private boolean received;
    private @Nullable String failure;

    /**
     * Prepares to talk.
     *
     * @param peer the socket, or what encrypts on top of it; closed at the end, and the socket with it
     * @param target what a failure to connect names
     */
    CatSession(EventBase base, StandardStreams streams, SocketBufferEvent socket, BufferEvent peer, String target) {
        this.base = base;
        this.target = target;
        this.streams = streams;
        this.peer = peer;
        typing = base.event(streams.input, READ, (_, _) -> attempt(this::send)).name("standard input");
        printing = base.event(streams.output, WRITE, (_, _) -> print()).name("standard output");
        encrypted = peer != socket;
        socket.maxSingleWrite(FILE_CHUNK);
        peer.watermarks(Direction.READING, new Watermarks(0, MOST));
        peer.watermarks(Direction.WRITING, new Watermarks(0, MOST));
        peer.callbacks(this);
    }

    /** The peer is connected. */
    void start() {
        peer.enable(EventMask.READ);
        attempt(() -> {
            if (!startFile()) {
                typing.add();
            }
        });
    }

    private interface Step {
        void run() throws IOException;
    }

    /** What cannot be read ends the sending half no better than what cannot be sent. */
    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException broken) {
            fail(broken);
        }
    }

    // Sending.

    /**
     * {@return whether the input is a file with a size, to be sent as it is} Some of {@code /proc} say 0, and can only be read; so does
     * what is to be encrypted.
     */
    private boolean startFile() throws IOException {
        if (encrypted || !streams.input.isFile() || streams.input.file().size() == 0) {
            return false;
        }
        position = streams.input.position();
        file = streams.input.file();
        sendFile(file);
        return true;
    }

    /** Sends what the file has beyond what was sent; what is added to it meanwhile goes too. */
    private void sendFile(FileSource source) throws IOException {
        if (source.size() <= position) {
            endInput();
            return;
        }
        try (FileSegment segment = FileSegment.of(source, position)) {
            peer.output().addFileSegment(segment);
            position += segment.length();
        }
    }

    private void send() throws IOException {
        if (peer.output().read(streams.input, CHUNK) == Fd.EOF) {
            endInput();
        } else if (peer.isOutputFull()) {
            typing.remove();
        }
    }

    private void endInput() {
        typing.close();
        inputEnded = true;
        peer.shutdownWriting();
        onWritable(peer);
    }

    @Override
    public void onDrained(BufferEvent same) {
        if (file == null && !inputEnded) {
            typing.add();
        }
    }

    @Override
    public void onWritable(BufferEvent same) {
        if (!peer.output().isEmpty()) {
            return;
        }
        if (inputEnded) {
            sent = true;
            endIfDone();
        } else if (file != null) {
            FileSource rest = file;
            attempt(() -> sendFile(rest));
        }
    }

    // Receiving.

    @Override
    public void onReadable(BufferEvent same) {
        print();
    }

    private void print() {
        attempt(this::printWhatGoes);
        if (!peer.input().isEmpty()) {
            printing.add();
            return;
        }
        printing.remove();
        if (peerEnded) {
            received = true;
            endIfDone();
        }
    }

    private void printWhatGoes() throws IOException {
        long printed;
        do {
            printed = peer.input().write(streams.output);
        } while (printed > 0);
    }

    @Override
    public void onOutcome(BufferEvent same, Outcome outcome) {
        switch (outcome) {
            case Outcome.Connected _ -> start();
            case Outcome.Eof _ -> {
                peerEnded = true;
                print();
            }
            case Outcome.Failed failed when failed.direction() == Direction.WRITING -> onUnsent(failed.cause());
            case Outcome.Failed(var direction, ErrnoException refused)
            when direction == null -> fail(new ErrnoException("connect " + target, refused.errno()));
            case Outcome.Failed failed -> fail(failed.cause());
            case Outcome.Timeout _ -> {} // None is set.
        }
    }

    /** Nobody takes what is sent any more; what the peer has sent before may still come. */
    private void onUnsent(IOException cause) {
        typing.close();
        inputEnded = true;
        sent = true;
        if (received) {
            fail(cause);
        }
    }

    private void endIfDone() {
        if (received && (sent || streams.input.isTerminal())) {
            base.loopExit();
        }
    }

    private void fail(IOException cause) {
        failure = cause instanceof SSLException ? "TLS: " + cause.getMessage() : cause.getMessage();
        base.loopExit();
    }

    /** {@return the exit status} Closes the connection. */
    int finish() {
        typing.close();
        printing.close();
        peer.close();
        if (failure != null) {
            throw new Failure(failure);
        }
        return 0;
    }
}

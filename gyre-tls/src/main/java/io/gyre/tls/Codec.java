package io.gyre.tls;

import io.gyre.buffer.EvBuffer;
import io.gyre.buffer.FrozenBufferException;
import io.gyre.buffer.Reservation;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Gives an engine the bytes of one buffer and adds what it makes of them to another.
 *
 * <p>The engines of the Java runtime compute in arrays and work through native memory piece by piece, so that a record passes through the
 * thread's {@link Scratch}: that takes half the time for 16 KiB, in spite of the copy. They only copy the text, which may be where it is.
 * Engines over native libraries get views of the buffers' segments.
 */
final class Codec {
    /** Up to here a copy costs less than the views of two segments. */
    private static final int SHORT = 2048;

    /** In how many extents the plain text of a record may be before it is copied together. */
    private static final int MOST_EXTENTS = 8;

    private static final ByteBuffer[] NO_TEXT = {ByteBuffer.allocate(0)};

    private final SSLEngine engine;
    private final boolean inArrays;

    /** What the last call did. */
    private int consumed;

    private int produced;
    private boolean closed;
    private boolean finished;

    /** What the engine last said of itself. It is kept, for engines take a lock to answer. */
    private HandshakeStatus status;

    private boolean inboundDone;

    Codec(SSLEngine engine) {
        this.engine = engine;
        inArrays = engine.getClass().getModule() == SSLEngine.class.getModule();
        status = engine.getHandshakeStatus();
    }

    int consumed() {
        return consumed;
    }

    int produced() {
        return produced;
    }

    /** {@return whether the direction is at its end} */
    boolean closed() {
        return closed;
    }

    /** {@return whether the last call ended a handshake} */
    boolean finished() {
        return finished;
    }

    /** {@return what the engine wants next} */
    HandshakeStatus status() {
        return status;
    }

    /** {@return whether the peer has said that nothing more will come} */
    boolean inboundDone() {
        return inboundDone;
    }

    /** Asks the engine again, to which something else may have been done. */
    void refresh() {
        status = engine.getHandshakeStatus();
        inboundDone = engine.isInboundDone();
    }

    /**
     * Ends both directions, without sending anything. Engines over native libraries give back what they hold once all that they want to
     * send is taken; those of the Java runtime hold nothing, and would take the missing {@code close_notify} as a reason to forget the session.
     */
    void close() {
        engine.closeOutbound();
        if (!inArrays) {
            try {
                while (!engine.isOutboundDone()
                        && callWrap(NO_TEXT, Scratch.ofThread().target()) == Status.OK) {
                    produced = 0; // It goes nowhere.
                }
                engine.closeInbound();
            } catch (SSLException truncated) {
                closed = true; // Whoever closes does not wait for the peer to say so.
            }
        }
    }

    /** {@return the most that an engine makes of a record, or into one} */
    static int roomFor(SSLEngine engine) {
        var session = engine.getSession();
        return Math.max(session.getApplicationBufferSize(), session.getPacketBufferSize());
    }

    /**
     * Decrypts the record at the front of {@code source}, and adds its text to {@code target}.
     *
     * @param length of the record, which is all there
     */
    void unwrap(EvBuffer source, int length, EvBuffer target) throws SSLException {
        if (inArrays && length <= SHORT) {
            unwrapShort(source, length, target);
        } else {
            unwrapLong(source, length, target);
        }
    }

    private void unwrapShort(EvBuffer source, int length, EvBuffer target) throws SSLException {
        Scratch scratch = Scratch.ofThread();
        ByteBuffer text = scratch.target();
        if (overflows(callUnwrap(scratch.source(source, length), text))) {
            text = scratch.target(roomFor(engine));
            checkRoom(callUnwrap(scratch.source(source, length), text));
        }
        drain(source);
        target.add(text.flip());
    }

    private void unwrapLong(EvBuffer source, int length, EvBuffer target) throws SSLException {
        Reservation reserved = target.reserve(length, 1);
        if (overflows(callUnwrap(record(source, length), reserved.extent(0).asByteBuffer()))) {
            reserved = target.reserve(roomFor(engine), 1);
            checkRoom(callUnwrap(record(source, length), reserved.extent(0).asByteBuffer()));
        }
        drain(source);
        reserved.commit(produced);
    }

    private ByteBuffer record(EvBuffer source, int length) {
        return inArrays
                ? Scratch.ofThread().source(source, length)
                : Objects.requireNonNull(source.pullup(length)).asByteBuffer();
    }

    /** Before anything is added to the target, whose callbacks may close everything. */
    private void drain(EvBuffer source) throws SSLException {
        boolean wantsOther = status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK;
        if (consumed == 0 && !closed && !wantsOther) {
            throw new SSLException("the engine does not take a record that is complete");
        }
        source.drain(consumed);
    }

    private Status callUnwrap(ByteBuffer record, ByteBuffer text) throws SSLException {
        try {
            Status result = take(engine.unwrap(record, text));
            if (produced == 0) {
                refresh(); // What has no text may have been anything.
            }
            return result;
        } catch (RuntimeException broken) {
            throw new SSLException("the engine failed while decrypting", broken);
        }
    }

    /**
     * Encrypts one record and adds it to {@code target}. Without a {@code source} it is one of a handshake, or an alert.
     *
     * @param most how many bytes of {@code source} at most
     */
    void wrap(@Nullable EvBuffer source, int most, EvBuffer target) throws SSLException {
        try {
            if (inArrays) {
                wrapThroughScratch(text(source, most), target);
            } else {
                wrapInPlace(text(source, most), target);
            }
            if (source != null) {
                source.drain(consumed);
            }
        } catch (FrozenBufferException ended) {
            throw new SSLException("the transport takes no more: its writing half was ended", ended);
        }
    }

    private void wrapThroughScratch(ByteBuffer[] text, EvBuffer target) throws SSLException {
        Scratch scratch = Scratch.ofThread();
        ByteBuffer record = scratch.target();
        if (overflows(callWrap(text, record))) {
            record = scratch.target(roomFor(engine));
            checkRoom(callWrap(text, record));
        }
        target.add(record.flip());
    }

    private void wrapInPlace(ByteBuffer[] text, EvBuffer target) throws SSLException {
        Reservation reserved = target.reserve(Math.max(Records.LARGEST, roomFor(engine)), 1);
        checkRoom(callWrap(text, reserved.extent(0).asByteBuffer()));
        reserved.commit(produced);
    }

    private ByteBuffer[] text(@Nullable EvBuffer source, int most) {
        int length = source == null ? 0 : (int) Math.min(most, source.length());
        if (source == null || length == 0) {
            return NO_TEXT;
        }
        List<MemorySegment> extents = inArrays && length <= SHORT ? List.of() : source.peek(0, length);
        boolean scattered = extents.isEmpty() || extents.size() > MOST_EXTENTS;
        return scattered ? Scratch.ofThread().sources(source, length) : views(extents, length);
    }

    private static ByteBuffer[] views(List<MemorySegment> extents, int length) {
        var views = new ByteBuffer[extents.size()];
        long left = length;
        for (int i = 0; i < views.length; i++) {
            MemorySegment extent = extents.get(i);
            long here = Math.min(left, extent.byteSize());
            views[i] = extent.asSlice(0, here).asByteBuffer();
            left -= here;
        }
        return views;
    }

    private Status callWrap(ByteBuffer[] text, ByteBuffer record) throws SSLException {
        try {
            return take(engine.wrap(text, record));
        } catch (RuntimeException broken) {
            throw new SSLException("the engine failed while encrypting", broken);
        }
    }

    private Status take(SSLEngineResult result) {
        consumed = result.bytesConsumed();
        produced = result.bytesProduced();
        closed = result.getStatus() == Status.CLOSED;
        status = result.getHandshakeStatus();
        finished = status == HandshakeStatus.FINISHED;
        if (finished || closed) {
            refresh();
        }
        return result.getStatus();
    }

    private static boolean overflows(Status status) {
        return status == Status.BUFFER_OVERFLOW;
    }

    private void checkRoom(Status status) throws SSLException {
        if (overflows(status)) {
            throw new SSLException("the engine wants more room than the " + roomFor(engine) + " bytes it announced");
        }
    }
}

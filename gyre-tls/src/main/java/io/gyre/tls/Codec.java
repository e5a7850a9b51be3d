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
 * Gives an engine the bytes of one buffer and adds what it makes of them to another. Long records go straight between the buffers'
 * segments, short ones through the thread's {@link Scratch}.
 */
final class Codec {
    /** Up to here a copy costs less than the views of two segments. */
    private static final int SHORT = 2048;

    /** In how many extents the plain text of a record may be before it is copied together. */
    private static final int MOST_EXTENTS = 8;

    private final SSLEngine engine;

    /** What the last call did. */
    private int consumed;

    private int produced;
    private boolean closed;
    private boolean finished;

    Codec(SSLEngine engine) {
        this.engine = engine;
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
        if (length <= SHORT) {
            unwrapShort(source, length, target);
        } else {
            unwrapLong(source, length, target);
        }
    }

    /** Before anything is added to the target, whose callbacks may close everything. */
    private void drain(EvBuffer source) throws SSLException {
        HandshakeStatus status = engine.getHandshakeStatus();
        boolean wantsOther = status == HandshakeStatus.NEED_WRAP || status == HandshakeStatus.NEED_TASK;
        if (consumed == 0 && !closed && !wantsOther) {
            throw new SSLException("the engine does not take a record that is complete");
        }
        source.drain(consumed);
    }

    private void unwrapShort(EvBuffer source, int length, EvBuffer target) throws SSLException {
        Scratch scratch = Scratch.ofThread();
        source.copyOut(scratch.source(length), 0, length);
        ByteBuffer text = scratch.target();
        if (overflows(callUnwrap(scratch.source, text))) {
            scratch.grow(engine);
            scratch.source(length);
            text = scratch.target();
            checkRoom(callUnwrap(scratch.source, text));
        }
        drain(source);
        target.add(text.flip());
    }

    private void unwrapLong(EvBuffer source, int length, EvBuffer target) throws SSLException {
        ByteBuffer record = Objects.requireNonNull(source.pullup(length)).asByteBuffer();
        Reservation reserved = target.reserve(length, 1);
        if (overflows(callUnwrap(record, reserved.extent(0).asByteBuffer()))) {
            reserved = target.reserve(roomFor(engine), 1);
            checkRoom(callUnwrap(record.rewind(), reserved.extent(0).asByteBuffer()));
        }
        drain(source);
        reserved.commit(produced);
    }

    private Status callUnwrap(ByteBuffer record, ByteBuffer text) throws SSLException {
        try {
            return take(engine.unwrap(record, text));
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
            wrapUnfrozen(source, most, target);
        } catch (FrozenBufferException ended) {
            throw new SSLException("the transport takes no more: its writing half was ended", ended);
        }
    }

    private void wrapUnfrozen(@Nullable EvBuffer source, int most, EvBuffer target) throws SSLException {
        int length = source == null ? 0 : (int) Math.min(most, source.length());
        List<MemorySegment> extents = source == null || length <= SHORT ? List.of() : source.peek(0, length);
        if (extents.isEmpty() || extents.size() > MOST_EXTENTS) {
            wrapCopied(source, length, target);
        } else {
            wrapViews(views(extents, length), target);
        }
        if (source != null) {
            source.drain(consumed);
        }
    }

    private void wrapCopied(@Nullable EvBuffer source, int length, EvBuffer target) throws SSLException {
        Scratch scratch = Scratch.ofThread();
        byte[] text = scratch.source(length);
        if (source != null) {
            source.copyOut(text, 0, length);
        }
        ByteBuffer record = scratch.target();
        if (overflows(callWrap(new ByteBuffer[] {scratch.source}, record))) {
            scratch.grow(engine);
            scratch.source(length);
            record = scratch.target();
            checkRoom(callWrap(new ByteBuffer[] {scratch.source}, record));
        }
        target.add(record.flip());
    }

    private void wrapViews(ByteBuffer[] text, EvBuffer target) throws SSLException {
        Reservation reserved = target.reserve(Math.max(Records.LARGEST, roomFor(engine)), 1);
        checkRoom(callWrap(text, reserved.extent(0).asByteBuffer()));
        reserved.commit(produced);
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
        finished = result.getHandshakeStatus() == HandshakeStatus.FINISHED;
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

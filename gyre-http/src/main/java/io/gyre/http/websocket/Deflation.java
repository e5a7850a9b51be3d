package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;
import java.lang.foreign.MemorySegment;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/** Compresses one WebSocket's messages: RFC 7692, section 7.2.1. */
final class Deflation implements AutoCloseable {
    /** What {@code SYNC_FLUSH} ends with, which is not sent. */
    private static final int TAIL = 4;

    private final DeflateAgreement agreed;
    private final EvBuffer compressed = new EvBuffer();
    private @Nullable Deflater kept;

    Deflation(DeflateAgreement agreed) {
        this.agreed = agreed;
    }

    /** {@return whether a message of that length is worth it} */
    boolean wants(long length) {
        return length > 0 && length >= agreed.settings().threshold();
    }

    /** {@return the message in compressed form, to be emptied by the caller; null if it is better sent as it is} Leaves the message. */
    @Nullable
    EvBuffer deflate(EvBuffer message) {
        Deflater deflater = deflater();
        byte[] room = Scratch.mine().zipped;
        for (MemorySegment each : message.peek()) {
            deflater.setInput(each.asByteBuffer());
            while (!deflater.needsInput()) {
                compressed.add(room, 0, deflater.deflate(room, 0, room.length, Deflater.NO_FLUSH));
            }
        }
        int got;
        do {
            got = deflater.deflate(room, 0, room.length, Deflater.SYNC_FLUSH);
            compressed.add(room, 0, got);
        } while (got == room.length);
        if (compressed.length() - TAIL >= message.length() && !agreed.ownContext()) {
            compressed.drain(compressed.length());
            return null; // With a context the peer must see everything that the compressor saw.
        }
        return compressed;
    }

    /** {@return how much of {@link #deflate} is to be sent} */
    static long length(EvBuffer deflated) {
        return deflated.length() - TAIL;
    }

    private Deflater deflater() {
        int level = agreed.settings().level();
        if (!agreed.ownContext()) {
            return Scratch.mine().deflater(level);
        }
        Deflater mine = kept;
        if (mine == null) {
            mine = new Deflater(level, true);
            kept = mine;
        }
        return mine;
    }

    @Override
    public void close() {
        compressed.close();
        if (kept != null) {
            kept.end();
            kept = null;
        }
    }
}

package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the codings {@code gzip} (RFC 1952) and {@code deflate} (RFC 1950, and RFC 1951 as some servers send it), in pieces and with a
 * bound, for a small response may grow a thousandfold.
 */
final class ContentDecoder implements AutoCloseable {
    /** What one call of {@link #decode} adds, give or take one piece. */
    private static final int STEP = 64 << 10;

    private static final int PIECE = 16 << 10;

    /** {@code CM} of a zlib header. */
    private static final int DEFLATED = 8;

    /** The ratio is looked at from this much content on, because a little that grows does no harm. */
    private static final long HARMLESS = 4 << 20;

    private enum State {
        /** The first two bytes tell whether there is a zlib header. */
        DEFLATE_FIRST,
        GZIP_HEADER,
        BODY,
        GZIP_TRAILER,
        /** Nothing may follow. */
        DONE
    }

    private final boolean gzip;
    private final long mostContent;
    private final long mostRatio;
    private final byte[] taken = new byte[PIECE];
    private final byte[] made = new byte[PIECE];
    private final CRC32 crc = new CRC32();
    private final GzipHeader header = new GzipHeader();
    private Inflater inflater;
    private State state;
    private int at;
    private int end;
    private long consumed;
    private long produced;
    private long trailer;
    private int trailerBytes;

    private ContentDecoder(boolean gzip, long mostContent, long mostRatio) {
        this.gzip = gzip;
        this.mostContent = mostContent;
        this.mostRatio = mostRatio;
        inflater = new Inflater(gzip);
        state = gzip ? State.GZIP_HEADER : State.DEFLATE_FIRST;
    }

    /** {@return a decoder of a {@code Content-Encoding}, or null if it is none of those that are known here} */
    static @Nullable ContentDecoder of(@Nullable String coding, long mostContent, long mostRatio) {
        return switch (coding == null ? "" : coding.toLowerCase(Locale.ROOT)) {
            case "gzip", "x-gzip" -> new ContentDecoder(true, mostContent, mostRatio);
            case "deflate" -> new ContentDecoder(false, mostContent, mostRatio);
            default -> null;
        };
    }

    /** Takes from {@code in} and adds a step's worth to {@code out}; adds nothing if it needs more. */
    void decode(EvBuffer in, EvBuffer out) throws CallFailure {
        long full = out.length() + STEP;
        boolean goesOn = true;
        while (goesOn && out.length() < full) {
            if (at == end && (state != State.BODY || inflater.needsInput())) { // The inflater reads where it lies.
                fill(in);
            }
            goesOn = step(out) || at < end || !in.isEmpty();
        }
    }

    private void fill(EvBuffer in) {
        at = 0;
        end = in.isEmpty() ? 0 : in.remove(taken);
        consumed += end;
    }

    /** {@return whether there may be more to do at once} */
    private boolean step(EvBuffer out) throws CallFailure {
        return switch (state) {
            case DEFLATE_FIRST -> chooseFormat();
            case GZIP_HEADER -> readHeader();
            case BODY -> inflate(out);
            case GZIP_TRAILER -> readTrailer();
            case DONE -> {
                if (at < end) {
                    throw broken("bytes follow its end");
                }
                yield false;
            }
        };
    }

    /** A raw stream cannot begin as a zlib header does: its first block would have the reserved type. */
    private boolean chooseFormat() {
        if (at == end) {
            return false;
        }
        if ((taken[at] & 0x0f) != DEFLATED) {
            inflater.end();
            inflater = new Inflater(true);
        }
        state = State.BODY;
        return true;
    }

    private boolean readHeader() throws CallFailure {
        while (at < end) {
            if (!header.next(taken[at++])) {
                throw broken("it has no gzip header");
            }
            if (header.isDone()) {
                state = State.BODY;
                return true;
            }
        }
        return false;
    }

    private boolean inflate(EvBuffer out) throws CallFailure {
        if (inflater.needsInput() && at < end) {
            inflater.setInput(taken, at, end - at);
            at = end;
        }
        int count;
        try {
            count = inflater.inflate(made);
        } catch (DataFormatException damaged) {
            throw broken(String.valueOf(damaged.getMessage()));
        }
        if (count > 0) {
            add(count, out);
        }
        if (inflater.finished()) {
            at = end - inflater.getRemaining();
            state = gzip ? State.GZIP_TRAILER : State.DONE;
            return true;
        }
        if (inflater.needsDictionary()) {
            throw broken("it needs a dictionary");
        }
        return count > 0;
    }

    private void add(int count, EvBuffer out) throws CallFailure {
        produced += count;
        if (produced > mostContent) {
            throw new CallFailure(
                    RequestError.DATA_TOO_LONG,
                    "the content has more than " + mostContent + " bytes decompressed",
                    null);
        }
        if (produced > HARMLESS && produced / mostRatio > consumed) {
            throw new CallFailure(
                    RequestError.DECODING,
                    "the content is refused: " + consumed + " bytes have grown to " + produced + ", more than "
                            + mostRatio + " times",
                    null);
        }
        if (gzip) {
            crc.update(made, 0, count);
        }
        out.add(made, 0, count);
    }

    private boolean readTrailer() throws CallFailure {
        while (at < end && trailerBytes < Long.BYTES) {
            trailer |= (taken[at++] & 0xffL) << (8 * trailerBytes);
            trailerBytes++;
        }
        if (trailerBytes < Long.BYTES) {
            return false;
        }
        boolean right = (trailer & 0xffff_ffffL) == crc.getValue()
                && trailer >>> Integer.SIZE == (inflater.getBytesWritten() & 0xffff_ffffL);
        if (!right) {
            throw broken("its checksum is wrong");
        }
        crc.reset();
        inflater.reset();
        header.reset();
        trailer = 0;
        trailerBytes = 0;
        state = State.GZIP_HEADER; // Another member may follow.
        return true;
    }

    /** Says that nothing more comes; nothing at all is in order too. */
    void finish() throws CallFailure {
        boolean between = state == State.GZIP_HEADER && header.isFresh();
        if (consumed > 0 && state != State.DONE && !between) {
            throw new CallFailure(RequestError.DECODING, "the compressed content ends too early", null);
        }
    }

    private static CallFailure broken(String why) {
        return new CallFailure(RequestError.DECODING, "the content cannot be decompressed: " + why, null);
    }

    @Override
    public void close() {
        inflater.end();
    }
}

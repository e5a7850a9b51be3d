package io.gyre.http.wire;

import io.gyre.buffer.EvBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the messages of one direction of a connection: RFC 9112. Bytes go in as they come, and a {@link MessageSink} learns of the parts; the
 * same bytes give the same parts however they are divided, only that content may come in other pieces.
 *
 * <p>It holds no memory between messages.
 */
public final class MessageParser {
    /** How many bytes of chunk extensions all chunks of a message may have. They are ignored, so nobody needs many. */
    private static final int MOST_EXTENSIONS = 16 << 10;

    /** As many as fit a long without its sign. */
    private static final int MOST_SIZE_DIGITS = 15;

    private static final int STEP = 64;

    private enum State {
        HEAD,
        FIXED,
        UNTIL_END,
        SIZE_FIRST,
        SIZE,
        EXTENSION,
        SIZE_LF,
        CHUNK,
        CHUNK_CR,
        CHUNK_LF,
        TRAILER,
        STOPPED
    }

    private final boolean responses;
    private final HeadPool pool;
    private final MessageSink sink;
    private final HeadParser heads;
    private ParserLimits limits;

    private State state = State.HEAD;
    private @Nullable Head head;
    private boolean paused;
    private boolean answersHead;
    private boolean hostOptional;

    /** What is left of the content or chunk, and what came of the content so far. */
    private long left;

    private long received;
    private int digits;
    private int line;
    private int extensions;

    private MessageParser(boolean responses, ParserLimits limits, HeadPool pool, MessageSink sink) {
        this.responses = responses;
        this.limits = limits;
        this.pool = pool;
        this.sink = sink;
        heads = new HeadParser(responses);
    }

    /** {@return a parser of requests} */
    public static MessageParser requests(ParserLimits limits, HeadPool pool, MessageSink sink) {
        return new MessageParser(false, limits, pool, sink);
    }

    /** {@return a parser of responses} */
    public static MessageParser responses(ParserLimits limits, HeadPool pool, MessageSink sink) {
        return new MessageParser(true, limits, pool, sink);
    }

    /** Sets other limits, which hold from the next byte on. */
    public void limits(ParserLimits other) {
        limits = other;
    }

    /** Says whether the next response answers a HEAD, and so has no content whatever its head says. */
    public void answersHead(boolean yes) {
        answersHead = yes;
    }

    /** Says whether requests of HTTP/1.1 are taken without a Host, which RFC 9112 requires but libevent's RPC clients do not send. */
    public void hostOptional(boolean yes) {
        hostOptional = yes;
    }

    /** Reports nothing more until {@link #resume}. */
    public void pause() {
        paused = true;
    }

    /** Undoes {@link #pause}. Call {@link #parse} for what is in the buffer. */
    public void resume() {
        paused = false;
    }

    /** {@return whether {@link #pause} was called} */
    public boolean isPaused() {
        return paused;
    }

    /** {@return whether no byte of a next message came yet} */
    public boolean isBetweenMessages() {
        return state == State.HEAD && !heads.hasBegun();
    }

    /** {@return whether a head is being read} */
    public boolean isInHead() {
        return state == State.HEAD;
    }

    /** {@return whether nothing more will be reported: what came was refused, or this was closed} */
    public boolean isStopped() {
        return state == State.STOPPED;
    }

    /** Takes what there is in {@code in}, as far as it belongs to messages and this is not paused. */
    public void parse(EvBuffer in) {
        while (!paused && state != State.STOPPED && !in.isEmpty()) {
            if (!step(in)) {
                return;
            }
        }
    }

    /** {@return whether to go on} */
    private boolean step(EvBuffer in) {
        return switch (state) {
            case HEAD -> readHead(in);
            case FIXED, CHUNK -> content(in, left);
            case UNTIL_END -> content(in, Long.MAX_VALUE);
            case TRAILER -> readTrailer(in);
            case STOPPED -> false;
            default -> readChunkLine(in);
        };
    }

    /**
     * Says that the peer sends no more.
     *
     * @return whether that is in order: no message is cut off, or the one at hand ends so
     */
    public boolean end() {
        if (state == State.UNTIL_END) {
            finish();
            return true;
        }
        return isBetweenMessages();
    }

    /** Stops for good, also within a message, whose head stays the sink's if it was told of it. Idempotent. */
    public void close() {
        boolean untold = state == State.HEAD;
        state = State.STOPPED;
        Head mine = head;
        head = null;
        if (mine != null && untold) {
            pool.give(mine);
        }
    }

    // Heads.

    private boolean readHead(EvBuffer in) {
        Head mine = head;
        if (mine == null) {
            mine = pool.take();
            head = mine;
            heads.startHead();
        }
        heads.parse(in, mine, limits);
        Refusal why = heads.refusal();
        if (why == null && heads.isDone()) {
            why = responses
                    ? mine.framing.readResponse(mine, answersHead)
                    : mine.framing.readRequest(mine, hostOptional);
            if (why == null && mine.contentLength() > limits.content()) {
                why = Refusal.CONTENT_TOO_LARGE;
            }
            if (why == null) {
                begin(mine);
                return true;
            }
        }
        return why == null || refuse(why, mine);
    }

    private void begin(Head mine) {
        received = 0;
        extensions = 0;
        left = mine.contentLength();
        state = mine.isChunked() ? State.SIZE_FIRST : left < 0 ? State.UNTIL_END : State.FIXED;
        sink.onHead(mine);
        if (state == State.FIXED && left == 0) {
            finish();
        }
    }

    private boolean readTrailer(EvBuffer in) {
        Head mine = mine();
        heads.parse(in, mine, limits);
        Refusal why = heads.refusal();
        if (why != null) {
            return refuse(why, mine);
        }
        if (heads.isDone()) {
            finish();
        }
        return true;
    }

    private Head mine() {
        Head mine = head;
        if (mine == null) {
            throw new IllegalStateException("there is no message");
        }
        return mine;
    }

    private void finish() {
        Head done = mine();
        head = null;
        state = State.HEAD;
        heads.startHead();
        sink.onEnd(done);
    }

    private boolean refuse(Refusal why, Head mine) {
        state = State.STOPPED;
        head = null;
        sink.onRefused(why, mine);
        pool.give(mine);
        return false;
    }

    // Content.

    private boolean content(EvBuffer in, long most) {
        long available = Math.min(most, in.length());
        if (available > limits.content() - received) {
            return refuse(Refusal.CONTENT_TOO_LARGE, mine());
        }
        long taken = sink.onContent(in, available);
        received += taken;
        if (state == State.STOPPED) {
            return false;
        }
        if (state != State.UNTIL_END) {
            left -= taken;
            if (left == 0) {
                endOfPart();
            }
        }
        return taken == available;
    }

    private void endOfPart() {
        if (state == State.CHUNK) {
            state = State.CHUNK_CR;
        } else {
            finish();
        }
    }

    // Chunks.

    /** The head's own memory serves to look at what lies between chunks. */
    private boolean readChunkLine(EvBuffer in) {
        Head mine = mine();
        mine.ensure(STEP);
        int from = mine.length;
        int copied = in.copyOut(mine.bytes, from, STEP);
        int at = from;
        boolean fits = true;
        while (fits && at < from + copied && state != State.CHUNK && state != State.TRAILER) {
            fits = chunkLine(mine.bytes[at]);
            at++;
        }
        in.drain(at - from);
        if (!fits) {
            return refuse(Refusal.BAD_CHUNK, mine);
        }
        if (state == State.TRAILER) {
            heads.startTrailer(mine);
        }
        return true;
    }

    /** {@return whether the octet may be there: {@code chunk-size [chunk-ext] CRLF} and the CRLF behind the data} */
    private boolean chunkLine(byte octet) {
        return switch (state) {
            case CHUNK_CR -> pass(octet == '\r', State.CHUNK_LF);
            case CHUNK_LF -> pass(octet == '\n', State.SIZE_FIRST);
            case SIZE_FIRST -> firstDigit(octet);
            case SIZE -> afterDigit(octet);
            case EXTENSION -> extension(octet);
            case SIZE_LF -> pass(octet == '\n', left == 0 ? State.TRAILER : State.CHUNK);
            default -> throw new AssertionError(state);
        };
    }

    private boolean pass(boolean fits, State next) {
        state = next;
        return fits;
    }

    private boolean firstDigit(byte octet) {
        left = 0;
        digits = 0;
        line = 0;
        state = State.SIZE;
        return sizeDigit(octet);
    }

    private boolean sizeDigit(byte octet) {
        int value = Octets.hex(octet);
        digits++;
        left = left << 4 | value;
        return value >= 0 && digits <= MOST_SIZE_DIGITS;
    }

    private boolean afterDigit(byte octet) {
        if (octet == '\r') {
            state = State.SIZE_LF;
            return true;
        }
        if (octet == ';') {
            state = State.EXTENSION;
            return true;
        }
        return sizeDigit(octet);
    }

    private boolean extension(byte octet) {
        if (octet == '\r') {
            state = State.SIZE_LF;
            return true;
        }
        line++;
        extensions++;
        return Octets.isValue(octet) && line <= ParserLimits.CHUNK_LINE && extensions <= MOST_EXTENSIONS;
    }
}

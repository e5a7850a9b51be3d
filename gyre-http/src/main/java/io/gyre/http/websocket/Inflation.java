package io.gyre.http.websocket;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Undoes the compression of one WebSocket's messages as they come: RFC 7692, section 7.2.2. */
final class Inflation implements AutoCloseable {
    /** What a sender has left away at the end of each message. */
    private static final byte[] TAIL = {0, 0, -1, -1};

    /** Messages up to this may grow by any ratio: their own limit is what bounds them. */
    private static final long FREE_OF_RATIO = 1 << 20;

    /** Each final block starts the inflater anew, which is dear. Senders have one for each of their writes, if any. */
    private static final int MOST_FINAL_BLOCKS = 1024;

    private final DeflateAgreement agreed;
    private final FrameParser target;
    private @Nullable Inflater inflater;
    private long came;
    private long inflated;
    private int finalBlocks;

    Inflation(DeflateAgreement agreed, FrameParser target) {
        this.agreed = agreed;
        this.target = target;
    }

    void begin() {
        came = 0;
        inflated = 0;
        finalBlocks = 0;
        if (inflater == null) {
            inflater =
                    agreed.peerContext() ? new Inflater(true) : Scratch.mine().takeInflater();
        }
    }

    /** Takes part of a message. {@return whether nothing was refused} */
    boolean feed(byte[] bytes, int from, int count) {
        came += count;
        Inflater mine = inflater;
        if (mine == null) {
            return true;
        }
        mine.setInput(bytes, from, count);
        byte[] room = Scratch.mine().zipped;
        long before = 0;
        try {
            while (true) {
                before = mine.getBytesWritten();
                int got = mine.inflate(room);
                if (got > 0 ? !pass(room, got) : mine.finished() && !startAnew(mine, bytes, from + count)) {
                    return false;
                }
                if (got == 0 && (mine.needsInput() || mine.needsDictionary())) {
                    return true; // Raw DEFLATE knows no dictionary, but this must end in any case.
                }
            }
        } catch (DataFormatException e) {
            int got = (int) (mine.getBytesWritten() - before); // What came before the fault is refused before it.
            return (got == 0 || pass(room, got)) && target.refuse(CloseCode.INVALID_TEXT, "a message is no DEFLATE");
        }
    }

    private boolean pass(byte[] room, int got) {
        inflated += got;
        if (inflated > FREE_OF_RATIO && inflated / agreed.settings().maxRatio() > came) {
            return target.refuse(
                    CloseCode.TOO_BIG,
                    "a message grows by more than " + agreed.settings().maxRatio());
        }
        return target.take(room, 0, got);
    }

    private boolean startAnew(Inflater mine, byte[] bytes, int to) {
        int rest = mine.getRemaining();
        finalBlocks++;
        if (finalBlocks > MOST_FINAL_BLOCKS) {
            return target.refuse(CloseCode.POLICY, "a message has more final blocks than " + MOST_FINAL_BLOCKS);
        }
        mine.reset();
        mine.setInput(bytes, to - rest, rest);
        return true;
    }

    /** The message is complete. {@return whether nothing was refused} */
    boolean end() {
        boolean fits = feed(TAIL, 0, TAIL.length);
        if (!agreed.peerContext()) {
            release();
        }
        return fits;
    }

    private void release() {
        Inflater mine = inflater;
        inflater = null;
        if (mine != null) {
            if (agreed.peerContext()) {
                mine.end();
            } else {
                Scratch.mine().giveInflater(mine);
            }
        }
    }

    @Override
    public void close() {
        release();
    }
}

package io.gyre.http.websocket;

import io.gyre.net.SecureRng;
import java.util.ArrayDeque;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** What the WebSockets of one thread share, so that none holds it while it rests. */
final class Scratch {
    static final int SIZE = 16 << 10;

    private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);
    private static final int MOST_INFLATERS = 8;
    private static final int KEY_BYTES = 1024;

    /** For one frame that is being sent, and never across a callback. */
    final byte[] out = new byte[SIZE];

    /** For what comes out of an inflater or a deflater, and never across a callback. */
    final byte[] zipped = new byte[SIZE];

    private byte @Nullable [] in = new byte[SIZE];
    private final ArrayDeque<Inflater> inflaters = new ArrayDeque<>();
    private @Nullable Deflater deflater;

    private final SecureRng random = new SecureRng();
    private final byte[] keys = new byte[KEY_BYTES];
    private int keyAt = KEY_BYTES;

    private Scratch() {}

    static Scratch mine() {
        return MINE.get();
    }

    /** {@return room for bytes that are being parsed} A callback may parse for another WebSocket, which then gets other room. */
    byte[] takeIn() {
        byte[] mine = in;
        in = null;
        return mine == null ? new byte[SIZE] : mine;
    }

    void giveIn(byte[] back) {
        in = back;
    }

    /** {@return an inflater of raw DEFLATE without context} */
    Inflater takeInflater() {
        Inflater idle = inflaters.pollLast();
        return idle == null ? new Inflater(true) : idle;
    }

    void giveInflater(Inflater done) {
        if (inflaters.size() < MOST_INFLATERS) {
            done.reset();
            inflaters.addLast(done);
        } else {
            done.end();
        }
    }

    /** {@return the deflater without context, for one message} */
    Deflater deflater(int level) {
        Deflater mine = deflater;
        if (mine == null) {
            mine = new Deflater(level, true);
            deflater = mine;
        }
        mine.reset();
        mine.setLevel(level);
        return mine;
    }

    /** {@return a key that nobody can foresee: RFC 6455, section 5.3} */
    int maskKey() {
        if (keyAt == KEY_BYTES) {
            random.fill(keys);
            keyAt = 0;
        }
        int key = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            key = key << Byte.SIZE | (keys[keyAt] & 0xff);
            keys[keyAt++] = 0;
        }
        return key;
    }
}

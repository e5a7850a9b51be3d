package io.gyre.http.websocket;

import io.gyre.buffer.EvBuffer;

/** Writes frames: RFC 6455, section 5.2. A client masks them, each with a key of its own. */
final class FrameWriter {
    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    static final int FIN = 0x80;
    static final int COMPRESSED = 0x40;

    private static final int MASKED = 0x80;
    private static final int LONGEST_SHORT = 125;
    private static final int LONGEST_HEAD = 14;

    /** Up to this a copy beside the header is cheaper than a piece of its own. */
    private static final int SMALL = 4096;

    private final boolean masking;
    private final EvBuffer out;

    FrameWriter(boolean masking, EvBuffer out) {
        this.masking = masking;
        this.out = out;
    }

    /** Writes a frame and takes its payload out of a buffer. */
    void write(int first, EvBuffer payload, long length) {
        if (length <= SMALL) {
            Scratch scratch = Scratch.mine();
            int size = payload.remove(scratch.out, LONGEST_HEAD, (int) length);
            writeSmall(scratch, first, size);
        } else if (masking) {
            writeMasked(first, payload, length);
        } else {
            writeHead(first, length, 0);
            payload.removeBuffer(out, length);
        }
    }

    /** Writes a frame. */
    void write(int first, byte[] payload) {
        int length = payload.length;
        if (length <= SMALL) {
            Scratch scratch = Scratch.mine();
            System.arraycopy(payload, 0, scratch.out, LONGEST_HEAD, length);
            writeSmall(scratch, first, length);
            return;
        }
        int key = masking ? Scratch.mine().maskKey() : 0;
        writeHead(first, length, key);
        if (!masking) {
            out.add(payload);
            return;
        }
        byte[] room = Scratch.mine().out;
        for (int at = 0; at < length; at += room.length) {
            int count = Math.min(room.length, length - at);
            System.arraycopy(payload, at, room, 0, count);
            key = Mask.apply(room, 0, count, key);
            out.add(room, 0, count);
        }
    }

    /** Writes a text without making anything of it, if it is short and ASCII. {@return whether that was so} */
    boolean writeAscii(String text) {
        int length = text.length();
        if (length > SMALL) {
            return false;
        }
        Scratch scratch = Scratch.mine();
        byte[] room = scratch.out;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return false;
            }
            room[LONGEST_HEAD + i] = (byte) c;
        }
        writeSmall(scratch, FIN | TEXT, length);
        return true;
    }

    /** The payload lies where it has room for the longest head. */
    private void writeSmall(Scratch scratch, int first, int length) {
        byte[] room = scratch.out;
        int key = masking ? scratch.maskKey() : 0;
        int from = LONGEST_HEAD - headLength(length);
        head(room, from, first, length, key);
        if (masking) {
            Mask.apply(room, LONGEST_HEAD, LONGEST_HEAD + length, key);
        }
        out.add(room, from, LONGEST_HEAD - from + length);
    }

    private void writeMasked(int first, EvBuffer payload, long length) {
        int key = Scratch.mine().maskKey();
        writeHead(first, length, key);
        byte[] room = Scratch.mine().out;
        for (long left = length; left > 0; ) {
            int count = payload.remove(room, 0, (int) Math.min(room.length, left));
            key = Mask.apply(room, 0, count, key);
            out.add(room, 0, count);
            left -= count;
        }
    }

    private void writeHead(int first, long length, int key) {
        byte[] room = Scratch.mine().out;
        head(room, 0, first, length, key);
        out.add(room, 0, headLength(length));
    }

    private int headLength(long length) {
        return 2 + extended(length) + (masking ? Integer.BYTES : 0);
    }

    private static int extended(long length) {
        return length <= LONGEST_SHORT ? 0 : length < 65536 ? Short.BYTES : Long.BYTES;
    }

    private void head(byte[] room, int from, int first, long length, int key) {
        int count = extended(length);
        room[from] = (byte) first;
        room[from + 1] = (byte) ((masking ? MASKED : 0) | (count == 0 ? (int) length : count == 2 ? 126 : 127));
        number(room, from + 2, length, count);
        if (masking) {
            number(room, from + 2 + count, key, Integer.BYTES);
        }
    }

    private static void number(byte[] room, int from, long value, int count) {
        for (int i = 0; i < count; i++) {
            room[from + i] = (byte) (value >>> (Byte.SIZE * (count - 1 - i)));
        }
    }
}

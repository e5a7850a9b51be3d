package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;

/** Content that is in memory. */
final class BytesUpload implements Upload {
    private static final int PIECE = 64 << 10;

    private final byte[] bytes;
    private int at;

    BytesUpload(byte[] bytes) {
        this.bytes = bytes;
    }

    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public Step next(EvBuffer to) {
        int count = Math.min(PIECE, bytes.length - at);
        to.add(bytes, at, count);
        at += count;
        return at == bytes.length ? Step.END : Step.MORE;
    }

    @Override
    public boolean rewind() {
        at = 0;
        return true;
    }
}

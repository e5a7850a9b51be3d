package io.gyre.bufferevent;

import io.gyre.buffer.EvBuffer;

/** Turns bytes into others, in one direction: {@code bufferevent_filter_cb}. */
@FunctionalInterface
public interface BufferFilter {
    /** Copies nothing and changes nothing: the bytes pass through, as many as the limit allows. */
    BufferFilter PASS = (source, destination, limit, mode) -> {
        long moved = source.removeBuffer(destination, limit < 0 ? source.length() : limit);
        return moved > 0 ? FilterResult.OK : FilterResult.NEED_MORE;
    };

    /**
     * Takes what it can from {@code source} and adds what comes of it to {@code destination}.
     *
     * @param source what there is; what is left stays for the next time
     * @param destination where the result goes
     * @param limit how many bytes the destination should get at most, or -1; to exceed it is allowed, and stops the direction
     * @param mode how strongly to push: with FLUSH nothing that could be put out should be kept back, with FINISHED there will be no more
     * @return how it went
     */
    FilterResult filter(EvBuffer source, EvBuffer destination, long limit, FlushMode mode);
}

package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import org.jspecify.annotations.Nullable;

/** Hands content to a listener, decompressed, as far as it is wanted; and the end only after all of it. */
final class Delivery implements AutoCloseable {
    private final Call call;
    private final CallListener listener;
    private @Nullable EvBuffer received;
    private @Nullable EvBuffer decoded;
    private @Nullable ContentDecoder decoder;
    private @Nullable Headers trailers;
    private boolean paused;
    private boolean delivering;
    private boolean over;

    Delivery(Call call, CallListener listener) {
        this.call = call;
        this.listener = listener;
    }

    void decode(@Nullable ContentDecoder by) {
        decoder = by;
    }

    void add(EvBuffer part) {
        EvBuffer all = received;
        if (all == null) {
            all = new EvBuffer();
            received = all;
        }
        all.addBuffer(part);
        deliver();
    }

    void pause() {
        paused = true;
    }

    boolean isPaused() {
        return paused;
    }

    void resume() {
        paused = false;
    }

    /** Nothing more comes. */
    void end(Headers fields) {
        trailers = fields;
        deliver();
    }

    void deliver() {
        if (delivering || over) {
            return;
        }
        delivering = true;
        try {
            while (!paused && !over && handOver()) {}
            if (!paused && !over && trailers != null) {
                finish(trailers);
            }
        } catch (CallFailure failure) {
            call.fail(failure);
        } finally {
            delivering = false;
            if (over) {
                free();
            }
        }
    }

    /** {@return whether there may be more} */
    private boolean handOver() throws CallFailure {
        EvBuffer content = received;
        if (content == null) {
            return false;
        }
        return decoder == null ? handOver(content) : decode(decoder, content);
    }

    private boolean handOver(EvBuffer content) {
        long before = content.length();
        if (before == 0) {
            return false;
        }
        listener.onContent(call, content);
        return !over && content.length() < before;
    }

    private boolean decode(ContentDecoder by, EvBuffer content) throws CallFailure {
        EvBuffer to = decoded;
        if (to == null) {
            to = new EvBuffer();
            decoded = to;
        }
        long before = to.length();
        by.decode(content, to);
        boolean more = to.length() > before;
        if (more) {
            listener.onContent(call, to);
        }
        return more;
    }

    private void finish(Headers fields) throws CallFailure {
        if (decoder != null) {
            decoder.finish();
        }
        call.complete(fields);
    }

    /** Hands nothing over any more. Idempotent. */
    @Override
    public void close() {
        over = true;
        if (!delivering) {
            free();
        }
    }

    private void free() {
        if (received != null) {
            received.close();
        }
        if (decoded != null) {
            decoded.close();
        }
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}

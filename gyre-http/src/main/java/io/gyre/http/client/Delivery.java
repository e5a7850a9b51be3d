package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import org.jspecify.annotations.Nullable;

/** Hands content to a listener, decompressed, as far as it is wanted; and the end only after all of it. */
final class Delivery implements AutoCloseable {
    private final Call call;
    private final CallListener listener;
    private final EvBuffer received = new EvBuffer();
    private final EvBuffer decoded = new EvBuffer();
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
        received.addBuffer(part);
        deliver();
    }

    void pause() {
        paused = true;
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
        EvBuffer content = decoder == null ? received : decoded;
        long before = content.length();
        if (decoder != null) {
            decoder.decode(received, decoded);
            if (decoded.length() == before) {
                return false;
            }
            listener.onContent(call, decoded);
            return true;
        }
        if (before == 0) {
            return false;
        }
        listener.onContent(call, content);
        return !over && content.length() < before;
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
        received.close();
        decoded.close();
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
    }
}

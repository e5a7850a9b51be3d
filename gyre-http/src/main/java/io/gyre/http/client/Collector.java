package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import io.gyre.http.Headers;
import java.io.ByteArrayOutputStream;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Keeps all of a response for a future. */
final class Collector implements CallListener {
    private final CompletableFuture<Response> future = new CompletableFuture<>();
    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final byte[] piece = new byte[8 << 10];
    private @Nullable ResponseHead head;

    CompletableFuture<Response> future() {
        return future;
    }

    @Override
    public boolean onHead(Call call, ResponseHead came) {
        head = came;
        return true;
    }

    @Override
    public void onContent(Call call, EvBuffer part) {
        while (!part.isEmpty()) {
            content.write(piece, 0, part.remove(piece));
        }
    }

    @Override
    public void onEnd(Call call, Headers trailers) {
        future.complete(new Response(Objects.requireNonNull(head), trailers, content.toByteArray()));
    }

    @Override
    public void onFailure(Call call, CallFailure failure) {
        future.completeExceptionally(failure);
    }
}

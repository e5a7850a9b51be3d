package io.gyre.rpc;

import io.gyre.tag.TaggedMessage;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The reply of a call, which is cancelled with it. */
final class RpcFuture<R extends TaggedMessage> extends CompletableFuture<R> implements RpcCallback<R> {
    private @Nullable PooledCall<?, R> call;

    void of(PooledCall<?, R> its) {
        call = its;
    }

    @Override
    public void onResult(RpcContext context, RpcResult<R> result) {
        switch (result) {
            case RpcResult.Replied<R> replied -> complete(replied.reply());
            case RpcResult.Failed<R> failed -> completeExceptionally(failed.why());
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        PooledCall<?, R> its = call;
        if (cancelled && its != null) {
            its.onLoop(() -> its.cancel("cancelled"));
        }
        return cancelled;
    }
}

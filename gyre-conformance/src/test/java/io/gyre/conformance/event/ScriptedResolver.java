package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;

import io.gyre.net.AddressInfo;
import io.gyre.net.EaiError;
import io.gyre.net.HostCallback;
import io.gyre.net.HostQuery;
import io.gyre.net.HostResolver;
import io.gyre.net.HostResult;
import io.gyre.net.PendingResolution;
import io.gyre.net.Resolution;
import io.gyre.net.SocketType;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A resolver that answers when the test says so, and what it says. */
final class ScriptedResolver implements HostResolver {
    @Nullable
    HostQuery asked;

    private @Nullable PendingResolution pending;

    @Override
    public Resolution resolve(HostQuery query, Executor executor, HostCallback callback) {
        asked = query;
        pending = new PendingResolution(query, executor, callback);
        return pending;
    }

    void answer(InetSocketAddress... addresses) {
        List<AddressInfo> entries = Stream.of(addresses)
                .map(each -> new AddressInfo(each, SocketType.STREAM))
                .toList();
        pending().complete(new HostResult.Resolved(entries, null));
    }

    void fail(EaiError error) {
        pending().complete(new HostResult.Failed(error, error.text()));
    }

    /** {@return the last request} */
    PendingResolution pending() {
        return requireNonNull(pending, "nothing was asked yet");
    }
}

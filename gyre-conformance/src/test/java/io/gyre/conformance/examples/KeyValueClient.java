package io.gyre.conformance.examples;

import io.gyre.conformance.examples.kv.KvGet;
import io.gyre.conformance.examples.kv.KvPut;
import io.gyre.conformance.examples.kv.KvValue;
import io.gyre.event.EventBase;
import io.gyre.http.client.ClientConnection;
import io.gyre.net.HostResolver;
import io.gyre.rpc.RpcPool;
import io.gyre.tag.Bytes;
import java.util.concurrent.CompletableFuture;

/** Puts a value and gets it: the example of docs/rpc.md. */
final class KeyValueClient {
    private KeyValueClient() {}

    // begin quote
    static void main() {
        try (var base = new EventBase();
                var pool = new RpcPool(base)) {
            pool.addConnection(new ClientConnection(base, "127.0.0.1", 7014, HostResolver.system()));
            var done = putAndGet(pool, "greeting", "hello")
                    .thenAccept(value -> IO.println(value.value().orElseThrow().toText()))
                    .whenComplete((_, _) -> base.loopBreak());
            base.dispatch();
            done.join();
        }
    }

    static CompletableFuture<KvValue> putAndGet(RpcPool pool, String key, String value) {
        KvPut put = KvPut.builder().key(key).value(Bytes.of(value)).build();
        return pool.call(KeyValueServer.PUT, put)
                .thenCompose(_ ->
                        pool.call(KeyValueServer.GET, KvGet.builder().key(key).build()));
    }
    // end quote
}

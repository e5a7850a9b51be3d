package io.gyre.conformance.examples;

import io.gyre.conformance.examples.kv.KvGet;
import io.gyre.conformance.examples.kv.KvPut;
import io.gyre.conformance.examples.kv.KvValue;
import io.gyre.event.EventBase;
import io.gyre.http.server.HttpServer;
import io.gyre.rpc.RpcMethod;
import io.gyre.rpc.RpcServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A store that programs in Java and in C can use: the example of docs/rpc.md. */
final class KeyValueServer {
    private KeyValueServer() {}

    // begin quote
    static final RpcMethod<KvPut, KvValue> PUT = new RpcMethod<>("Put", KvPut.TYPE, KvValue.TYPE);
    static final RpcMethod<KvGet, KvValue> GET = new RpcMethod<>("Get", KvGet.TYPE, KvValue.TYPE);

    static void main() throws IOException {
        try (var base = new EventBase();
                var http = new HttpServer(base)) {
            serve(http);
            http.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7014));
            base.dispatch();
        }
    }

    static RpcServer serve(HttpServer http) {
        Map<String, KvValue> store = new HashMap<>();
        var server = new RpcServer(http);
        server.register(PUT, call -> {
            KvPut put = call.request();
            KvValue before = store.get(put.key());
            store.put(put.key(), value(put, before));
            call.reply(store.get(put.key()));
        });
        server.register(
                GET,
                call -> call.reply(store.getOrDefault(
                        call.request().key(), KvValue.builder().puts(0).build())));
        return server;
    }

    private static KvValue value(KvPut put, @Nullable KvValue before) {
        int puts = before == null ? 1 : before.puts() + 1;
        return KvValue.builder().value(put.value()).puts(puts).build();
    }
    // end quote
}

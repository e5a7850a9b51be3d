/** Tagged data and RPC over HTTP, as libevent has them: {@code evtag}, {@code evrpc} and {@code event_rpcgen.py}. */
module io.gyre.rpc {
    requires java.compiler;
    requires transitive io.gyre.core;
    requires transitive io.gyre.http;
    requires static transitive org.jspecify;

    exports io.gyre.rpc;
    exports io.gyre.rpc.compiler;
    exports io.gyre.tag;
}

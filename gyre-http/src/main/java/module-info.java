/** HTTP/1.1 over the loop of {@code io.gyre.core}: libevent's {@code evhttp}. */
module io.gyre.http {
    requires transitive io.gyre.core;
    requires static transitive org.jspecify;

    exports io.gyre.http;
    exports io.gyre.http.client;
    exports io.gyre.http.server;
    exports io.gyre.http.websocket;
    exports io.gyre.http.wire;
}

/** TLS bufferevents: libevent's {@code libevent_openssl}. */
module io.gyre.tls {
    requires transitive io.gyre.core;
    requires static transitive org.jspecify;

    exports io.gyre.tls;
}

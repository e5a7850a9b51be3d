/** Asynchronous DNS: the message codec, a resolver and a server: libevent's evdns. */
module io.gyre.dns {
    requires transitive io.gyre.core;
    requires static transitive org.jspecify;

    exports io.gyre.dns;
    exports io.gyre.dns.wire;
}

/** Has {@link java.net.InetAddress}, and with it the whole JVM, resolve names through Gyre (JEP 418). Being on the path is enough. */
module io.gyre.dns.jvm {
    requires io.gyre.dns;
    requires static org.jspecify;

    exports io.gyre.dns.jvm;

    provides java.net.spi.InetAddressResolverProvider with
            io.gyre.dns.jvm.GyreInetAddressResolverProvider;
}

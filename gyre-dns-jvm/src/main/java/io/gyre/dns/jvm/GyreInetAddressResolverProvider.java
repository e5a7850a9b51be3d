package io.gyre.dns.jvm;

import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;

/**
 * Found by the JDK through {@link java.util.ServiceLoader} when the first name is looked up. {@code -Dgyre.dns.jvm=off} leaves the JDK's own
 * resolver in place.
 */
public final class GyreInetAddressResolverProvider extends InetAddressResolverProvider {
    /** For the JDK alone. */
    public GyreInetAddressResolverProvider() {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        return "off".equals(System.getProperty("gyre.dns.jvm")) ? builtin : new GyreInetAddressResolver(builtin);
    }

    @Override
    public String name() {
        return "gyre";
    }
}

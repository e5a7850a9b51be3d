/**
 * An asynchronous resolver and a small server: libevent's evdns. {@link io.gyre.dns.DnsResolver} asks name servers and is a
 * {@link io.gyre.net.HostResolver}; {@link io.gyre.dns.DnsServer} answers. Both live on one loop, and all that they wait for is timed by
 * that loop's clock.
 */
@NullMarked
package io.gyre.dns;

import org.jspecify.annotations.NullMarked;

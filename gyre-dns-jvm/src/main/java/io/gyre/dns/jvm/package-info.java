/** The bridge from {@link java.net.InetAddress} to {@link io.gyre.dns.DnsResolver}. */
@NullMarked
package io.gyre.dns.jvm;

import org.jspecify.annotations.NullMarked;

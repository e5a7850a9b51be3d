/**
 * Descriptors, addresses, socket options, host names, random bytes: libevent's evutil.
 *
 * <p>An {@link io.gyre.net.Fd} owns one descriptor. {@link io.gyre.net.Descriptors} makes them. Both speak to a
 * {@link io.gyre.net.Platform}: kernel descriptors through the C library ({@code posix}), or NIO channels behind small
 * integers ({@code nio}). Everything above this package is the same code on either; {@code -Dgyre.platform=nio} picks one by
 * name. Results that are expected of non-blocking calls are values; an unexpected errno is an
 * {@link io.gyre.net.ErrnoException} that names the call and the remedy.
 */
@NullMarked
package io.gyre.net;

import org.jspecify.annotations.NullMarked;

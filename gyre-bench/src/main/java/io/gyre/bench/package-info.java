/**
 * The driver that runs Gyre and its peers side by side, in interleaved rounds, and writes what it measured.
 *
 * <p>The peers themselves are programs of their own, in C and in the packages below this one. A peer prints one {@code metric value} pair a
 * line; the driver knows nothing else about it.
 */
@NullMarked
package io.gyre.bench;

import org.jspecify.annotations.NullMarked;

/** What {@code run alloc} measures: the bytes that one operation allocates. */
@NullMarked
package io.gyre.bench.jmh;

import org.jspecify.annotations.NullMarked;

/** Gyre itself, written as its users write it. */
@NullMarked
package io.gyre.bench.gyre;

import org.jspecify.annotations.NullMarked;

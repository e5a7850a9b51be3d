/** Benchmarks of Gyre, alone and beside other libraries. Nothing here is published. */
@NullMarked
package io.gyre.bench;

import org.jspecify.annotations.NullMarked;

/** POSIX' select: {@code select(2)}. */
@NullMarked
package io.gyre.internal.backend.select;

import org.jspecify.annotations.NullMarked;

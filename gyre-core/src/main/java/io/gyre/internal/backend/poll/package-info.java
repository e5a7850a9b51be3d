/** POSIX' poll: {@code poll(2)}. */
@NullMarked
package io.gyre.internal.backend.poll;

import org.jspecify.annotations.NullMarked;

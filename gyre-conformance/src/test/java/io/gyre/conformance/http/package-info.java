/** The {@code gyre} command, as a user starts it, against programs that we did not write. */
@NullMarked
package io.gyre.conformance.http;

import org.jspecify.annotations.NullMarked;

/** The BSDs' and macOS' kqueue: {@code kqueue(2)}. */
@NullMarked
package io.gyre.internal.backend.kqueue;

import org.jspecify.annotations.NullMarked;

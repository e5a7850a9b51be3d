/**
 * Linux' io_uring: {@code io_uring(7)}. Opt-in. What to watch is asked for by requests that the kernel answers in a ring of completions;
 * changes travel with the wait, so that a turn costs one system call however many there are.
 */
@NullMarked
package io.gyre.internal.backend.iouring;

import org.jspecify.annotations.NullMarked;

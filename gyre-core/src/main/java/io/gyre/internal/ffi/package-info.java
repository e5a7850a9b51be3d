/**
 * The C library, one final class per header: the only package that touches {@link java.lang.foreign.Linker}.
 *
 * <p>Calls keep their C spelling, so that {@code epoll_ctl(} at a call site <em>is</em> a system call and the name of its
 * manual page. Results follow the kernel: zero or more, or {@code -errno}. Every argument is handed over as a {@code long},
 * which leaves a handful of call shapes: a new shape costs 2.6 ms of start-up, a further call of a known shape 0.04 ms. The
 * ABIs of Linux on x86-64 and aarch64 pass integers and pointers in full registers and ignore the unused upper half.
 *
 * <p>An instance holds the {@link io.gyre.internal.ffi.CallState} in which the linker leaves {@code errno}, and therefore
 * serves one thread at a time.
 */
@NullMarked
package io.gyre.internal.ffi;

import org.jspecify.annotations.NullMarked;

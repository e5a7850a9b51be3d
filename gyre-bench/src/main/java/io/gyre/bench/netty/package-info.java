/** Netty, set up as its users set it up: one event loop thread and the pooled allocator. */
@NullMarked
package io.gyre.bench.netty;

import org.jspecify.annotations.NullMarked;

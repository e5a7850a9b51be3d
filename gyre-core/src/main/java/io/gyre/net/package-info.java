/**
 * Descriptors, addresses and host names: libevent's {@code evutil}. It knows no event loop: whatever takes time is
 * completed on an {@link java.util.concurrent.Executor} that the caller gives.
 */
@NullMarked
package io.gyre.net;

import org.jspecify.annotations.NullMarked;

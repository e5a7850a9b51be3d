/**
 * Accepting connections: {@code evconnlistener}.
 *
 * <p>A {@link io.gyre.listener.ConnectionListener} accepts in bounded batches, so that a flood of clients does not hold up the
 * others, and survives the lack of descriptors: it gives up one that it keeps in reserve to turn away who waits longest, and rests.
 * A {@link io.gyre.listener.ListenerGroup} spreads connections over the loops of an {@link io.gyre.event.EventBaseGroup}.
 */
@NullMarked
package io.gyre.listener;

import org.jspecify.annotations.NullMarked;

/**
 * Buffered transports: {@code bufferevent}.
 *
 * <p>A {@link io.gyre.bufferevent.BufferEvent} joins something that moves bytes to an input and an output buffer, and calls back when
 * there is something to do. {@link io.gyre.bufferevent.SocketBufferEvent} moves them over a socket,
 * {@link io.gyre.bufferevent.PairBufferEvent} between two halves in memory, and {@link io.gyre.bufferevent.FilterBufferEvent} through two
 * functions to another one.
 *
 * <p>What a direction does is decided in one place: it transfers if it is enabled, and if nothing suspends it. The reasons to suspend
 * are {@link io.gyre.bufferevent.Suspension}; a timeout runs exactly while a direction wants to transfer.
 */
@NullMarked
package io.gyre.bufferevent;

import org.jspecify.annotations.NullMarked;

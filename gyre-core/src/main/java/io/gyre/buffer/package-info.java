/**
 * Chained byte buffers: {@code evbuffer}.
 *
 * <p>An {@link io.gyre.buffer.EvBuffer} is a queue of bytes, kept as a chain of links. A link is a {@code Chunk} of pooled native
 * memory that can be appended to, a {@code View} of memory that somebody else owns too, or a {@code FileLink}, a part of a file
 * that is in no memory at all until somebody asks to see it. Whole links move from one buffer to another; bytes are copied only
 * where they are fewer than a link is worth. {@code docs/buffers.md} draws it.
 *
 * <p>Nothing in here knows a loop, a socket or a system call: bytes come and go through {@link io.gyre.buffer.VectoredIo}, which
 * {@code io.gyre.net.Fd} implements, and file ranges come from a {@link io.gyre.buffer.FileSource}.
 */
@NullMarked
package io.gyre.buffer;

import org.jspecify.annotations.NullMarked;

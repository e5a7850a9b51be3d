/**
 * HTTP/1.1 messages as bytes: RFC 9112.
 *
 * <p>{@link io.gyre.http.wire.MessageParser} takes bytes from a buffer as they come and reports the parts of messages;
 * {@link io.gyre.http.wire.MessageWriter} does the opposite. Both know no socket and no loop. What RFC 9112 lets a recipient repair,
 * and what two recipients could understand differently, the parser refuses: whoever stands before or behind it may not.
 */
@NullMarked
package io.gyre.http.wire;

import org.jspecify.annotations.NullMarked;

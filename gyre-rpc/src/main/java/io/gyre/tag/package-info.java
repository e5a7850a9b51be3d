/**
 * Tagged data: libevent's {@code evtag}, byte for byte.
 *
 * <p>An element is a tag, a length and a payload. A message is a sequence of elements, and may be the payload of another. A tag takes seven
 * bits in each byte, the lowest first. A number is counted in nibbles: the first nibble says how many there are, less one, and the others
 * follow, the lowest first, from byte to byte the low half before the high one.
 *
 * <p>{@link io.gyre.tag.Tags} has libevent's functions one by one, over an {@link io.gyre.buffer.EvBuffer}. Messages, whose classes
 * {@code io.gyre.rpc.compiler} generates, are written by a {@link io.gyre.tag.TagWriter} and read by a {@link io.gyre.tag.TagReader}, which
 * make no garbage. Whatever comes from elsewhere is checked before it is used, and {@link io.gyre.tag.TagLimits} bound it.
 */
@NullMarked
package io.gyre.tag;

import org.jspecify.annotations.NullMarked;

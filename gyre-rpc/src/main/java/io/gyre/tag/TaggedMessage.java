package io.gyre.tag;

import io.gyre.buffer.EvBuffer;

/** A message: what {@code event_rpcgen.py} calls a struct. It is complete and does not change, so any thread may use it. */
public interface TaggedMessage {
    /** Writes all elements, the last one first, as {@link TagWriter} says. */
    void writeTo(TagWriter writer);

    /**
     * Adds this to the back of a buffer: the generated {@code X_marshal}. Who marshals often keeps a {@link TagWriter}.
     *
     * @throws IllegalArgumentException if this is over {@link TagLimits#DEFAULT}, or has text that is not Unicode
     */
    default void marshal(EvBuffer buffer) {
        new TagWriter().write(this).moveTo(buffer);
    }
}

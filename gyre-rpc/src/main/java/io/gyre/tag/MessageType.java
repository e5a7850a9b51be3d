package io.gyre.tag;

import io.gyre.buffer.EvBuffer;

/**
 * How to read messages of one kind.
 *
 * @param <M> the message
 * @param name as the {@code .rpc} file has it, for errors
 * @param parser reads the elements
 */
public record MessageType<M extends TaggedMessage>(String name, Parser<M> parser) {
    /**
     * Makes a message of its elements.
     *
     * @param <M> the message
     */
    @FunctionalInterface
    public interface Parser<M extends TaggedMessage> {
        /**
         * {@return the message that is made of all elements that there are}
         *
         * @throws MalformedTagException if they do not make one
         */
        M parse(TagReader reader) throws MalformedTagException;
    }

    /**
     * Takes all of a buffer as one message: the generated {@code X_unmarshal}. Who unmarshals often keeps a {@link TagReader}.
     *
     * @throws MalformedTagException if it is none, with the reason and the place; the buffer is then as it was
     */
    public M unmarshal(EvBuffer buffer) throws MalformedTagException {
        return new TagReader().read(buffer, this);
    }
}

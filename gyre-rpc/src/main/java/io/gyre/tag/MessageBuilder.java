package io.gyre.tag;

import java.util.List;

/**
 * Makes a message member by member. For one thread.
 *
 * @param <M> the message
 */
public interface MessageBuilder<M extends TaggedMessage> {
    /** {@return the names of the members that must be set and are not} */
    List<String> missing();

    /** {@return whether nothing is missing: the generated {@code X_complete}} */
    default boolean isComplete() {
        return missing().isEmpty();
    }

    /**
     * {@return the message}
     *
     * @throws IllegalStateException naming the members that are missing
     */
    M build();
}

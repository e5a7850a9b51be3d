package io.gyre;

/** Is told of an error after which the library cannot go on: {@code event_fatal_cb}. See {@link Fatal#onFatal}. */
@FunctionalInterface
public interface FatalCallback {
    /**
     * Is told before the {@link GyreFatalError} is thrown, on the same thread. What it throws is added to that error.
     *
     * @param code the status with which C libevent would exit
     */
    void onFatal(int code);
}

package io.gyre;

/**
 * Where an object of the library was made, as debug mode remembers it.
 *
 * @param frame the place in the user's code
 * @param thread the name of the thread
 */
public record Origin(StackTraceElement frame, String thread) {
    /** {@return the place and the thread in words, to end a sentence with} */
    @Override
    public String toString() {
        return "made at " + frame + " on thread " + thread;
    }
}

package io.gyre;

import org.jspecify.annotations.Nullable;

/**
 * What happens on an error after which the library cannot go on.
 *
 * <p>C libevent ends the process. A library in a JVM must not, because other things live there, too: it throws {@link GyreFatalError}. Whoever
 * wants the process to end calls {@link Runtime#halt} or {@link System#exit} in the callback.
 */
public final class Fatal {
    private static volatile @Nullable FatalCallback callback;

    private Fatal() {}

    /**
     * Chooses who is told of fatal errors from now on: {@code event_set_fatal_callback}. The message was logged before.
     *
     * @param callback is told; null for nobody
     */
    public static void onFatal(@Nullable FatalCallback callback) {
        Fatal.callback = callback;
    }

    /** Tells the callback. {@return what to throw} */
    static GyreFatalError raise(int code, String message) {
        var error = new GyreFatalError(code, message);
        FatalCallback told = callback;
        if (told != null) {
            try {
                told.onFatal(code);
            } catch (Throwable thrown) { // Whatever it is, the first error matters more.
                error.addSuppressed(thrown);
            }
        }
        return error;
    }
}

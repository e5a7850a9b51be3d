package io.gyre;

import java.lang.System.Logger.Level;

/** Where the library's messages go. */
public final class Log {
    private Log() {}

    /** Tells of a problem that the library can live with. */
    public static void warn(String message) {
        System.getLogger("io.gyre").log(Level.WARNING, message);
    }

    /** Tells of something that is no problem. */
    public static void msg(String message) {
        System.getLogger("io.gyre").log(Level.INFO, message);
    }
}

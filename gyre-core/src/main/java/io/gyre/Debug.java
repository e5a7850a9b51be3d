package io.gyre;

import org.jspecify.annotations.Nullable;

/**
 * Debug mode: events and other objects are watched for wrong use, and remember where they were made. Costs memory for each of them.
 *
 * <p>What is checked stands with the objects; here is only the switch.
 */
public final class Debug {
    private static final DebugMode MODE = new DebugMode();

    private Debug() {}

    /**
     * Turns debug mode on: {@code event_enable_debug_mode}. {@link Gyre#globalShutdown} turns it off.
     *
     * @throws IllegalStateException if it is on already, or if a base or event was made before
     */
    public static void enable() {
        MODE.enable();
    }

    /** {@return whether debug mode is on} As cheap as the read of a field. */
    public static boolean enabled() {
        return MODE.enabled();
    }

    /** Says that an object was made which debug mode would have had to know of. For the library itself. */
    public static void markUsed() {
        MODE.markUsed();
    }

    /** {@return the place in the user's code that called the library, or null unless debug mode is on} To be kept by a new object. */
    public static @Nullable Origin origin() {
        return MODE.origin();
    }

    static void disable() {
        MODE.disable();
    }
}

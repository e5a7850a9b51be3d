package io.gyre;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The library as a whole: its version, and the end of its use.
 *
 * <p>A class that uses {@link #VERSION} keeps the value that it was compiled with, as one that uses {@code LIBEVENT_VERSION} does in
 * C; {@link #version()} is that of the library which runs. Comparing the two finds a wrong jar on the path.
 */
public final class Gyre {
    /** The version compiled against, as text: {@code LIBEVENT_VERSION}. */
    public static final String VERSION = "0.1.0-SNAPSHOT";

    /** The version compiled against, as a number: {@code LIBEVENT_VERSION_NUMBER}. See {@link #versionNumber()}. */
    public static final int VERSION_NUMBER = 0x00010000;

    private static final Deque<Runnable> SHUTDOWN_HOOKS = new ArrayDeque<>();

    private Gyre() {}

    /** {@return the version of the running library, such as {@code 0.1.0}} It starts with three numbers: {@code event_get_version}. */
    public static String version() {
        return VERSION;
    }

    /**
     * {@return the version of the running library as a number that can be compared} Major, minor and patch have a byte each,
     * highest first, and the lowest byte is 0, so that 2.0.3 is {@code 0x02000300}: {@code event_get_version_number}.
     */
    public static int versionNumber() {
        return VERSION_NUMBER;
    }

    /**
     * Asks for {@code release} to be called once by the next {@link #globalShutdown}. It is for those parts of the library that keep
     * something for the whole process, and must leave them able to make it anew.
     *
     * @param release gives the resource back; called on the thread that shuts down, the newest first
     */
    public static void onGlobalShutdown(Runnable release) {
        synchronized (SHUTDOWN_HOOKS) {
            SHUTDOWN_HOOKS.push(release);
        }
    }

    /**
     * Gives back what the library keeps for the whole process, and ends debug mode: {@code libevent_global_shutdown}.
     *
     * <p>It closes no base, event or buffer; that is for their owners to do before. Calling it is optional, and harmless if nothing was
     * used or if it was called already. Unlike in C the library may be used again afterwards, and then makes anew what it needs.
     */
    public static void globalShutdown() {
        for (Runnable release = nextHook(); release != null; release = nextHook()) {
            try {
                release.run();
            } catch (RuntimeException e) {
                Log.warn("a process-wide resource could not be released", e);
            }
        }
        Debug.disable();
    }

    /** Outside the lock a hook may itself ask for another. */
    private static @Nullable Runnable nextHook() {
        synchronized (SHUTDOWN_HOOKS) {
            return SHUTDOWN_HOOKS.poll();
        }
    }
}

package io.gyre;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the library. Those who use it choose where they go; the library itself writes them.
 *
 * <p>By default they go to the {@link System.Logger} named {@code io.gyre}, where C libevent prints to standard error. Logging never breaks
 * who logs: what a callback throws is caught, and a message that is logged from within a callback goes to the system's logger.
 */
public final class Log {
    /** No debug messages: {@code EVENT_DBG_NONE}. */
    public static final int DBG_NONE = 0;

    /** All debug messages: {@code EVENT_DBG_ALL}. */
    public static final int DBG_ALL = 0xffffffff;

    /** A longer message is cut to as many characters: as many as fit into libevent's buffer. */
    public static final int MAX_LENGTH = 1023;

    private static final LogCallback SYSTEM = new SystemLogCallback();

    /** The callback that the thread is in right now. */
    private static final ThreadLocal<LogCallback> BUSY = new ThreadLocal<>();

    private static volatile LogCallback callback = SYSTEM;
    private static volatile int debugMask = DBG_NONE;

    private Log() {}

    /**
     * Chooses who receives the messages from now on: {@code event_set_log_callback}.
     *
     * @param callback receives each message; null for the system's logger
     */
    public static void onMessage(@Nullable LogCallback callback) {
        Log.callback = callback == null ? SYSTEM : callback;
    }

    /**
     * Turns debug messages on or off: {@code event_enable_debug_logging}. They go where the others go; the system's logger will show them
     * only if it is configured to.
     *
     * @param mask {@link #DBG_ALL} or {@link #DBG_NONE}; any other means all so far
     */
    public static void enableDebug(int mask) {
        debugMask = mask;
    }

    /** {@return whether debug messages are wanted} To be asked where a message would cost something even if nobody wants it. */
    public static boolean debugging() {
        return debugMask != DBG_NONE;
    }

    /**
     * Logs for whoever works on the library, if {@link #debugging}.
     *
     * @param message makes the text; not called otherwise
     */
    public static void debug(Supplier<String> message) {
        if (debugging()) {
            emit(Severity.DEBUG, message.get(), null);
        }
    }

    /**
     * Logs information.
     *
     * @param message one line
     */
    public static void msg(String message) {
        emit(Severity.MSG, message, null);
    }

    /**
     * Logs that something went wrong.
     *
     * @param message one line
     */
    public static void warn(String message) {
        emit(Severity.WARN, message, null);
    }

    /**
     * Logs that something went wrong, and why.
     *
     * @param message what went wrong
     * @param reason the text of the errno, appended after a colon
     */
    public static void warn(String message, String reason) {
        emit(Severity.WARN, message + ": " + reason, null);
    }

    /**
     * Logs that something went wrong, and what was thrown.
     *
     * @param message what went wrong
     * @param cause what was thrown; its description is appended after a colon
     */
    public static void warn(String message, Throwable cause) {
        emit(Severity.WARN, message + ": " + cause, cause);
    }

    /**
     * Logs an exception for which there is no caller, such as one from a user's callback. The library carries on.
     *
     * @param message where it came from
     * @param thrown what was thrown; its description is appended after a colon
     */
    public static void uncaught(String message, Throwable thrown) {
        emit(Severity.ERR, message + ": " + thrown, thrown);
    }

    /**
     * Logs an error after which the library cannot go on, tells the {@link Fatal} callback, and throws. {@code throw Log.err(...)} tells the
     * compiler so.
     *
     * @param code the status with which C libevent would exit
     * @param message what is wrong
     * @return nothing ever
     * @throws GyreFatalError always
     */
    public static GyreFatalError err(int code, String message) {
        String text = bounded(message);
        emit(Severity.ERR, text, null);
        throw Fatal.raise(code, text);
    }

    /**
     * Does as {@link #err(int, String)} does, with a reason.
     *
     * @param code the status with which C libevent would exit
     * @param message what is wrong
     * @param reason the text of the errno, appended after a colon
     * @return nothing ever
     * @throws GyreFatalError always
     */
    public static GyreFatalError err(int code, String message, String reason) {
        throw err(code, message + ": " + reason);
    }

    private static void emit(Severity severity, String message, @Nullable Throwable cause) {
        LogCallback busy = BUSY.get();
        if (busy == SYSTEM) {
            return; // A system logger that uses the library must not go round in circles.
        }
        deliver(busy == null ? callback : SYSTEM, severity, bounded(message), cause);
    }

    private static void deliver(LogCallback receiver, Severity severity, String message, @Nullable Throwable cause) {
        LogCallback outer = BUSY.get();
        BUSY.set(receiver);
        try {
            receiver.onMessage(severity, message, cause);
        } catch (Throwable thrown) { // Errors, too: a broken assertion in a sink is no reason to fail.
            if (receiver != SYSTEM) {
                deliver(SYSTEM, Severity.WARN, "the log callback failed on this message: " + message, thrown);
            }
        } finally {
            restore(outer);
        }
    }

    private static void restore(@Nullable LogCallback outer) {
        if (outer == null) {
            BUSY.remove();
        } else {
            BUSY.set(outer);
        }
    }

    private static String bounded(String message) {
        if (message.length() <= MAX_LENGTH) {
            return message;
        }
        boolean halved = Character.isHighSurrogate(message.charAt(MAX_LENGTH - 1));
        return message.substring(0, halved ? MAX_LENGTH - 1 : MAX_LENGTH);
    }
}

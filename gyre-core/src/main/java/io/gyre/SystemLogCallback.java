package io.gyre;

import org.jspecify.annotations.Nullable;

/** Passes messages on to the logger {@code io.gyre} of the platform, which is not looked for before the first of them. */
final class SystemLogCallback implements LogCallback {
    /** Finding a logger takes longer than to start the rest of the library. */
    private static final class Lazy {
        static final System.Logger LOGGER = System.getLogger("io.gyre");
    }

    @Override
    public void onMessage(Severity severity, String message) {
        onMessage(severity, message, null);
    }

    @Override
    public void onMessage(Severity severity, String message, @Nullable Throwable cause) {
        Lazy.LOGGER.log(level(severity), message, cause);
    }

    static System.Logger.Level level(Severity severity) {
        return switch (severity) {
            case DEBUG -> System.Logger.Level.DEBUG;
            case MSG -> System.Logger.Level.INFO;
            case WARN -> System.Logger.Level.WARNING;
            case ERR -> System.Logger.Level.ERROR;
        };
    }
}

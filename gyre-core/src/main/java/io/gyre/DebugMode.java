package io.gyre;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whether debug mode is on, and when that may still be changed. There is one for the process, and one for each test. */
final class DebugMode {
    /** Classes that are not the user's. The library's own tests stand in its packages, but are users of it. */
    private static final Pattern NOT_THE_USERS = Pattern.compile("(io\\.gyre\\.(?!.*Test\\b)|java\\.|jdk\\.|sun\\.).*");

    /** Set before any object exists that looks at it, and therefore not volatile; read all the time. */
    private boolean enabled;

    private volatile boolean used;

    synchronized void enable() {
        if (enabled) {
            throw new IllegalStateException("debug mode is on already: enable it once, where the program starts");
        }
        if (used) {
            throw new IllegalStateException(
                    "debug mode cannot know of the bases and events made before: enable it where the program starts");
        }
        enabled = true;
    }

    synchronized void disable() {
        enabled = false;
    }

    boolean enabled() {
        return enabled;
    }

    void markUsed() {
        if (!used) {
            synchronized (this) {
                used = true;
            }
        }
    }

    @Nullable
    Origin origin() {
        return enabled ? new Origin(userFrame(), Thread.currentThread().getName()) : null;
    }

    private static StackTraceElement userFrame() {
        return StackWalker.getInstance()
                .walk(frames -> frames.filter(frame ->
                                !NOT_THE_USERS.matcher(frame.getClassName()).matches())
                        .findFirst()
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .orElseGet(() -> new StackTraceElement("io.gyre", "internal", null, -1)));
    }
}

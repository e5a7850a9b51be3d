package io.gyre.event;

/** The range of priorities: 0 is the most urgent. */
final class Priorities {
    /** {@code EVENT_MAX_PRIORITIES}; a base takes one less, as in libevent. */
    static final int MAX = 256;

    private Priorities() {}

    static void checkCount(int count) {
        if (count < 1 || count >= MAX) {
            throw new IllegalArgumentException(count + " priorities: a base takes 1 to " + (MAX - 1));
        }
    }

    static void check(int priority, int count) {
        if (priority < 0 || priority >= count) {
            throw new IllegalArgumentException(
                    "priority " + priority + ": this base has 0 to " + (count - 1) + ", see EventConfig.priorities");
        }
    }
}

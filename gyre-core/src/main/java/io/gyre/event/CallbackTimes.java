package io.gyre.event;

/** Learns how long each callback held its loop, by {@link EventBase#timeCallbacks}. libevent has no such thing. */
@FunctionalInterface
public interface CallbackTimes {
    /**
     * A callback of an event has ended. Runs on the loop's thread, without the base's lock.
     *
     * @param event whose callback it was
     * @param nanos how long it took, in nanoseconds of the base's clock
     * @throws Exception anything; it goes to the base's {@link UncaughtHandler}
     */
    void onEnd(Event event, long nanos) throws Exception;
}

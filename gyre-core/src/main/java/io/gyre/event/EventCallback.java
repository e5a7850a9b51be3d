package io.gyre.event;

/** What an event does. Runs on the loop's thread. */
@FunctionalInterface
public interface EventCallback {
    /**
     * Reacts to an event. It may add, remove and close any event, this one too, and close the base's descriptors.
     *
     * @param event the event that is active
     * @param fired what happened: the conditions that were met, TIMEOUT among them, and ET if the event has it
     * @throws Exception anything; it goes to the base's {@link UncaughtHandler}, and the loop goes on
     */
    void onEvent(Event event, EventMask fired) throws Exception;
}

package io.gyre.bufferevent;

/** Learns how a {@link Pipe} ended. */
@FunctionalInterface
public interface PipeCallback {
    /**
     * Called once, on the loop's thread. Not called for a pipe that the user closed, or one end of which the user closed.
     *
     * @param pipe which one
     * @param outcome {@link Outcome.Eof} when all of the source was sent and the target's writing half is closed;
     *     {@link Outcome.Failed} or {@link Outcome.Timeout} when one end failed, after which both are closed
     */
    void onEnd(Pipe pipe, Outcome outcome);
}

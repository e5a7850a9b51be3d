package io.gyre.event;

/** How a persistent event's timeout repeats. Apart from the event, for most have none. Guarded by the base's lock. */
final class Period {
    /** What the event waits after each expiry; none if it is not positive. */
    long nanos;

    /** When the last expiry was due. */
    long due;

    /** {@return the next deadline: from when the last was due, or from now if it ran for another reason or fell behind} */
    long next(long now, boolean expired) {
        long deadline = expired ? due + nanos : now + nanos;
        return deadline - now < 0 ? now + nanos : deadline;
    }
}

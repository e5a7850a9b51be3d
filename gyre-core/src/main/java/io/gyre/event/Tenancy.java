package io.gyre.event;

/**
 * Something that lives on a loop of an {@link EventBaseGroup}, a connection as a rule: it counts to the loop's load, and a shutdown
 * waits for it. Whoever has it closes it when that is over; one that is forgotten counts for ever, and is cut in the end. Any
 * thread may use it.
 */
public final class Tenancy implements AutoCloseable {
    private final GroupLoop loop;
    private volatile Runnable cut;

    Tenancy(GroupLoop loop, Runnable cut) {
        this.loop = loop;
        this.cut = cut;
    }

    /** {@return the base that it lives on} */
    public EventBase base() {
        return loop.base;
    }

    /**
     * Sets what ends it by force, instead of what was to do so before. It is run on the loop's thread, when a shutdown reaches its
     * deadline before this was closed, and need not close this.
     */
    public void onCut(Runnable action) {
        cut = action;
    }

    void cut() {
        cut.run();
    }

    /** Says that it is over. Idempotent. */
    @Override
    public void close() {
        loop.leave(this);
    }
}

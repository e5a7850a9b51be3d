package io.gyre.bufferevent;

/** Lets a bufferevent rest while its own rate limit is used up. */
record OwnFlow(BufferEvent owner) implements Throttle.Flow {
    @Override
    public void dry(Direction direction) {
        owner.suspend(direction, Suspension.RATE);
    }

    @Override
    public void flowing(Direction direction) {
        owner.resume(direction, Suspension.RATE);
    }
}

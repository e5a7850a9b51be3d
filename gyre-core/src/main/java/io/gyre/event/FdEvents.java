package io.gyre.event;

import io.gyre.backend.Interest;
import io.gyre.net.Fd;
import org.jspecify.annotations.Nullable;

/** The pending events of one descriptor, last added first, and how many want what. */
final class FdEvents {
    final Fd fd;

    @Nullable
    Event first;

    private int readers;
    private int writers;
    private int closers;

    FdEvents(Fd fd) {
        this.fd = fd;
    }

    /** {@return what the mechanism is to watch} */
    int bits() {
        return (readers > 0 ? Interest.READ : 0)
                | (writers > 0 ? Interest.WRITE : 0)
                | (closers > 0 ? Interest.CLOSED : 0)
                | (first == null ? 0 : first.maskBits() & Interest.ET); // All of a descriptor's events agree.
    }

    void add(Event event) {
        event.nextOnFd = first;
        first = event;
        count(event, 1);
    }

    void remove(Event event) {
        Event previous = before(event);
        if (previous == null) {
            first = event.nextOnFd;
        } else {
            previous.nextOnFd = event.nextOnFd;
        }
        event.nextOnFd = null;
        count(event, -1);
    }

    /** Events do not know the one before them: a descriptor has one or two, as a rule. */
    private @Nullable Event before(Event event) {
        Event previous = null;
        for (Event each = first; each != null && each != event; each = each.nextOnFd) {
            previous = each;
        }
        return previous;
    }

    private void count(Event event, int by) {
        int mask = event.maskBits();
        readers += (mask & Interest.READ) != 0 ? by : 0;
        writers += (mask & Interest.WRITE) != 0 ? by : 0;
        closers += (mask & Interest.CLOSED) != 0 ? by : 0;
    }
}

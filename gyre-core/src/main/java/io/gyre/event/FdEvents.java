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
    private int edgeTriggered;

    FdEvents(Fd fd) {
        this.fd = fd;
    }

    /** {@return what the mechanism is to watch} */
    int bits() {
        return (readers > 0 ? Interest.READ : 0)
                | (writers > 0 ? Interest.WRITE : 0)
                | (closers > 0 ? Interest.CLOSED : 0)
                | (edgeTriggered > 0 ? Interest.ET : 0);
    }

    void add(Event event) {
        event.nextOnFd = first;
        event.previousOnFd = null;
        if (first != null) {
            first.previousOnFd = event;
        }
        first = event;
        count(event, 1);
    }

    void remove(Event event) {
        Event next = event.nextOnFd;
        Event previous = event.previousOnFd;
        if (next != null) {
            next.previousOnFd = previous;
        }
        if (previous != null) {
            previous.nextOnFd = next;
        } else {
            first = next;
        }
        event.nextOnFd = null;
        event.previousOnFd = null;
        count(event, -1);
    }

    private void count(Event event, int by) {
        int mask = event.maskBits();
        readers += (mask & Interest.READ) != 0 ? by : 0;
        writers += (mask & Interest.WRITE) != 0 ? by : 0;
        closers += (mask & Interest.CLOSED) != 0 ? by : 0;
        edgeTriggered += (mask & Interest.ET) != 0 ? by : 0;
    }
}

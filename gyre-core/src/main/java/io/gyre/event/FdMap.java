package io.gyre.event;

import io.gyre.Log;
import io.gyre.backend.Backend;
import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import io.gyre.internal.ffi.Errno;
import io.gyre.net.Fd;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which events wait for which descriptor: libevent's evmap. Guarded by the base's lock. */
final class FdMap implements ReadySink {
    private final Registry registry;
    private Backend backend;
    private @Nullable FdEvents[] byNumber = new @Nullable FdEvents[64];

    /** By descriptor: its first event, once more, so that a report leads to it without a detour. */
    private @Nullable Event[] first = new @Nullable Event[64];

    FdMap(Registry registry, Backend backend) {
        this.registry = registry;
        this.backend = backend;
    }

    /** {@return 0, or 1 if a wait under way has to be interrupted, or {@code -errno}} */
    int add(Event event) {
        Fd fd = event.fd();
        if (fd == null) {
            return 0; // Nothing to watch, as for libevent's descriptor -1: such an event is only activated by hand.
        }
        if (!fd.isOpen() || fd.number() < 0) {
            return -Errno.EBADF;
        }
        FdEvents events = of(fd);
        int before = events.bits();
        checkTriggering(event, events, before);
        events.add(event);
        first[fd.number()] = event;
        int after = events.bits();
        int rc = before == after ? 0 : backend.change(fd.number(), before, after);
        if (rc < 0) {
            unlink(events, event);
        }
        return rc;
    }

    /** {@return what an operator can do about an event that was refused, or an empty text} */
    String remedy(Event event, int errno) {
        Fd fd = event.fd();
        return fd == null ? "" : backend.remedy(fd.number(), errno);
    }

    /** {@return 0, or 1 if a wait under way has to be interrupted, or {@code -errno}} */
    int remove(Event event) {
        Fd fd = event.fd();
        FdEvents events = fd == null ? null : byNumber[fd.number()];
        if (fd == null || events == null || events.fd != fd) {
            return 0;
        }
        int before = events.bits();
        unlink(events, event);
        int after = events.bits();
        // A closed descriptor's number may be another file's by now, which must not be watched for what is left.
        return before == after || (!fd.isOpen() && after != 0) ? 0 : backend.change(fd.number(), before, after);
    }

    private void unlink(FdEvents events, Event event) {
        events.remove(event);
        first[events.fd.number()] = events.first;
    }

    private static void checkTriggering(Event event, FdEvents events, int before) {
        if (before != 0 && ((before ^ event.maskBits()) & Interest.ET) != 0) {
            throw new IllegalStateException(event + " mixes edge-triggered and level-triggered events on fd "
                    + events.fd.number() + ": all events of a descriptor must agree");
        }
    }

    private FdEvents of(Fd fd) {
        int number = fd.number();
        if (number >= byNumber.length) {
            int length = Math.max(number + 1, byNumber.length * 2);
            byNumber = Arrays.copyOf(byNumber, length);
            first = Arrays.copyOf(first, length);
        }
        FdEvents events = byNumber[number];
        if (events == null || events.fd != fd) {
            if (events != null && events.first != null) {
                replaceStale(events, fd);
            }
            events = new FdEvents(fd);
            byNumber[number] = events;
        }
        return events;
    }

    /** The descriptor was closed with events pending, and its number is in use again. The old events can never fire. */
    private void replaceStale(FdEvents stale, Fd fresh) {
        if (stale.fd.isOpen()) {
            throw new IllegalStateException("fd " + fresh.number()
                    + " has pending events through another Fd object: use one" + " Fd for all events of a descriptor");
        }
        Log.warn("fd " + stale.fd.number() + " was closed with events pending, which are removed now: " + stale.first
                + "; remove events before closing their descriptor");
        backend.change(fresh.number(), stale.bits(), 0);
        for (Event event = stale.first; event != null; event = stale.first) {
            unlink(stale, event);
            registry.forgetInserted(event);
        }
    }

    @Override
    public void ready(int fd, int conditions) {
        for (Event event = firstOf(fd); event != null; event = event.nextOnFd) {
            int met = event.maskBits() & conditions & Interest.CONDITIONS;
            if (met != 0) {
                registry.activate(event, met | (event.maskBits() & Interest.ET), 1);
            }
        }
    }

    /** {@code event_base_active_by_fd}: with TIMEOUT among the bits, only events that have a timeout. */
    void activateByNumber(int fd, int bits) {
        for (Event event = firstOf(fd); event != null; event = event.nextOnFd) {
            int met = event.maskBits() & bits & Interest.CONDITIONS;
            if (met != 0) {
                registry.activate(event, met, 1);
            }
            if ((bits & EventMask.TIMEOUT.bits()) != 0 && event.has(Event.IN_TIMEOUT)) {
                registry.activate(event, EventMask.TIMEOUT.bits(), 1);
            }
        }
    }

    private @Nullable Event firstOf(int fd) {
        return fd >= 0 && fd < first.length ? first[fd] : null;
    }

    void forEach(Consumer<Event> action) {
        for (Event head : first) {
            for (Event event = head; event != null; event = event.nextOnFd) {
                action.accept(event);
            }
        }
    }

    /** Registers everything with another mechanism, and gives how many descriptors it refused. */
    int moveTo(Backend replacement) {
        backend = replacement;
        int refused = 0;
        for (FdEvents events : byNumber) {
            if (events != null && events.first != null) {
                refused += replacement.change(events.fd.number(), 0, events.bits()) < 0 ? 1 : 0;
            }
        }
        return refused;
    }
}

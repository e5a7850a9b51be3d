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
    private static final int WATCHED = Interest.CONDITIONS | Interest.ET;

    private final Registry registry;
    private Backend backend;

    /** By descriptor: its events, last added first. */
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
        int number = fd.number();
        if (!fd.isOpen() || number < 0) {
            return -Errno.EBADF;
        }
        makeRoom(number);
        dropStale(fd);
        int before = bits(number);
        checkTriggering(event, before);
        event.nextOnFd = first[number];
        first[number] = event;
        int after = bits(number);
        int rc = before == after ? 0 : backend.change(number, before, after);
        if (rc < 0) {
            unlink(number, event);
        }
        return rc;
    }

    /** {@return what the mechanism is to watch a descriptor for} It has one or two events, as a rule. */
    private int bits(int number) {
        int bits = 0;
        for (Event event = first[number]; event != null; event = event.nextOnFd) {
            bits |= event.maskBits();
        }
        return bits & WATCHED;
    }

    /** {@return what an operator can do about an event that was refused, or an empty text} */
    String remedy(Event event, int errno) {
        Fd fd = event.fd();
        return fd == null ? "" : backend.remedy(fd.number(), errno);
    }

    /** {@return 0, or 1 if a wait under way has to be interrupted, or {@code -errno}} */
    int remove(Event event) {
        Fd fd = event.fd();
        if (fd == null) {
            return 0;
        }
        int number = fd.number();
        int before = bits(number);
        unlink(number, event);
        int after = bits(number);
        // A closed descriptor's number may be another file's by now, which must not be watched for what is left.
        return before == after || (!fd.isOpen() && after != 0) ? 0 : backend.change(number, before, after);
    }

    private void unlink(int number, Event event) {
        Event previous = null;
        for (Event each = first[number]; each != null && each != event; each = each.nextOnFd) {
            previous = each;
        }
        if (previous == null) {
            first[number] = event.nextOnFd;
        } else {
            previous.nextOnFd = event.nextOnFd;
        }
        event.nextOnFd = null;
    }

    private static void checkTriggering(Event event, int before) {
        if (before != 0 && ((before ^ event.maskBits()) & Interest.ET) != 0) {
            throw new IllegalStateException(event + " mixes edge-triggered and level-triggered events on fd "
                    + event.number() + ": all events of a descriptor must agree");
        }
    }

    private void makeRoom(int number) {
        if (number >= first.length) {
            first = Arrays.copyOf(first, Math.max(number + 1, first.length * 2));
        }
    }

    /** A descriptor was closed with events pending, and its number is in use again. The old events can never fire. */
    private void dropStale(Fd fresh) {
        int number = fresh.number();
        Event stale = first[number];
        Fd old = stale == null ? null : stale.fd();
        if (old == null || old == fresh) {
            return;
        }
        if (old.isOpen()) {
            throw new IllegalStateException("fd " + number
                    + " has pending events through another Fd object: use one Fd for all events of a descriptor");
        }
        Log.warn("fd " + number + " was closed with events pending, which are removed now: " + stale
                + "; remove events before closing their descriptor");
        backend.change(number, bits(number), 0);
        for (Event event = first[number]; event != null; event = first[number]) {
            unlink(number, event);
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
        for (int number = 0; number < first.length; number++) {
            if (first[number] != null) {
                refused += replacement.change(number, 0, bits(number)) < 0 ? 1 : 0;
            }
        }
        return refused;
    }
}

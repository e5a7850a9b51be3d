package io.gyre.testing;

import io.gyre.backend.Interest;

/** That one mechanism watches one descriptor: an entry of an epoll set. Guarded by the platform's lock. */
final class Watch {
    private final SimulatedBackend owner;
    final int fd;
    final OpenFile file;
    private int interest;

    /** Whether something has changed since the last report; only that makes an edge-triggered one be reported. */
    private boolean armed = true;

    Watch(SimulatedBackend owner, int fd, OpenFile file, int interest) {
        this.owner = owner;
        this.fd = fd;
        this.file = file;
        this.interest = interest;
    }

    /** Watches for something else from now on, and looks anew, as {@code EPOLL_CTL_MOD} does. */
    void interest(int bits) {
        interest = bits;
        armed = true;
    }

    int interest() {
        return interest;
    }

    void changed(int conditions) {
        if ((conditions & asked()) != 0) {
            armed = true;
            owner.somethingChanged();
        }
    }

    void fileGone() {
        owner.forget(this);
    }

    /** {@return what to report now, as bits of {@link Interest}; asking uses up a change that was not reported yet} */
    int takeReady() {
        if (!armed) {
            return 0;
        }
        armed = (interest & Interest.ET) == 0;
        int state = file.poll() & asked();
        if ((state & OpenFile.ERR) != 0 || (state & (OpenFile.HUP | OpenFile.RDHUP)) == OpenFile.HUP) {
            return Interest.CONDITIONS; // An error or a full hang-up concerns whoever waits, whatever for.
        }
        return ((state & OpenFile.IN) != 0 ? Interest.READ : 0)
                | ((state & OpenFile.OUT) != 0 ? Interest.WRITE : 0)
                | ((state & OpenFile.RDHUP) != 0 ? Interest.CLOSED : 0);
    }

    /** Errors and hang-ups are told unasked. */
    private int asked() {
        return OpenFile.ERR
                | OpenFile.HUP
                | ((interest & Interest.READ) != 0 ? OpenFile.IN : 0)
                | ((interest & Interest.WRITE) != 0 ? OpenFile.OUT : 0)
                | ((interest & Interest.CLOSED) != 0 ? OpenFile.RDHUP : 0);
    }
}

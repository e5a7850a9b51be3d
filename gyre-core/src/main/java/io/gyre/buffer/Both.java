package io.gyre.buffer;

import java.util.concurrent.locks.Lock;

/** What takes two buffers. */
final class Both {
    private static final Object TIE = new Object();

    private Both() {}

    /** Takes both locks, always in the same order, so that two threads with the same two buffers do not wait for each other. */
    static void lock(EvBuffer one, EvBuffer other) {
        Lock first = one.lockOrNull();
        Lock second = other.lockOrNull();
        if (first == null || second == null || first.equals(second)) {
            one.lock();
            other.lock();
        } else {
            lockInOrder(first, second, System.identityHashCode(first), System.identityHashCode(second));
        }
    }

    private static void lockInOrder(Lock first, Lock second, int firstRank, int secondRank) {
        if (firstRank < secondRank) {
            first.lock();
            second.lock();
        } else if (secondRank < firstRank) {
            second.lock();
            first.lock();
        } else {
            synchronized (TIE) { // One after the other, for there is no order between these two.
                first.lock();
                second.lock();
            }
        }
    }

    static void unlock(EvBuffer one, EvBuffer other) {
        one.unlock();
        other.unlock();
    }

    /** Ends a change of two buffers: both are told, in this order, whatever the callbacks of the first throw. */
    static void changed(EvBuffer one, long added, long deleted, EvBuffer other, long added2, long deleted2) {
        try {
            one.changed(added, deleted);
        } catch (RuntimeException | Error first) {
            try {
                other.changed(added2, deleted2);
            } catch (RuntimeException second) {
                first.addSuppressed(second);
            }
            throw first;
        }
        other.changed(added2, deleted2);
    }
}

package io.gyre.internal.backend;

import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Descriptors that a mechanism cannot watch because they never block: regular files and directories. They are reported on
 * every pass, so that a program reads a redirected standard input as it reads a pipe; edge-triggered ones once. Guarded by the
 * base's lock.
 */
public final class AlwaysReady {
    private final Map<Integer, Integer> bits = new LinkedHashMap<>();

    public AlwaysReady() {}

    public void put(int fd, int interest) {
        bits.put(fd, interest);
    }

    public void remove(int fd) {
        bits.remove(fd);
    }

    public boolean contains(int fd) {
        return bits.containsKey(fd);
    }

    /** {@return whether the next wait must not block} */
    public boolean pending() {
        return !bits.isEmpty() && bits.values().stream().anyMatch(each -> (each & Interest.CONDITIONS) != 0);
    }

    public void report(ReadySink ready) {
        if (!bits.isEmpty()) {
            for (Integer fd : bits.keySet().toArray(Integer[]::new)) {
                reportOne(fd, ready);
            }
        }
    }

    private void reportOne(int fd, ReadySink ready) {
        int interest = bits.getOrDefault(fd, 0);
        int conditions = interest & (Interest.READ | Interest.WRITE);
        if (conditions != 0) {
            if ((interest & Interest.ET) != 0) {
                bits.put(fd, Interest.ET);
            }
            ready.ready(fd, conditions);
        }
    }
}

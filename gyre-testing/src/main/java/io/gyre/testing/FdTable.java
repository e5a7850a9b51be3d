package io.gyre.testing;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which descriptor stands for what. The lowest free number is taken, as POSIX has it. Guarded by the platform's lock. */
final class FdTable {
    /** The first number given out: those below are the standard streams of a process. */
    private static final int FIRST = 3;

    private final List<@Nullable OpenFile> files = new ArrayList<>();
    private final BitSet taken = new BitSet();
    private int open;
    private int limit = Integer.MAX_VALUE;

    FdTable() {
        taken.set(0, FIRST);
        for (int i = 0; i < FIRST; i++) {
            files.add(null);
        }
    }

    void limit(int most) {
        limit = most;
    }

    /** {@return whether {@code more} descriptors may be opened} */
    boolean hasRoom(int more) {
        return open + more <= limit;
    }

    int add(OpenFile file) {
        int fd = taken.nextClearBit(FIRST);
        taken.set(fd);
        if (fd == files.size()) {
            files.add(file);
        } else {
            files.set(fd, file);
        }
        open++;
        file.retain();
        return fd;
    }

    @Nullable
    OpenFile get(int fd) {
        return fd < 0 || fd >= files.size() ? null : files.get(fd);
    }

    void remove(int fd, OpenFile file) {
        files.set(fd, null);
        taken.clear(fd);
        open--;
        file.release();
    }

    List<OpenDescriptor> list() {
        var list = new ArrayList<OpenDescriptor>();
        for (int fd = FIRST; fd < files.size(); fd++) {
            OpenFile file = files.get(fd);
            if (file != null) {
                list.add(new OpenDescriptor(fd, file.describe()));
            }
        }
        return list;
    }
}

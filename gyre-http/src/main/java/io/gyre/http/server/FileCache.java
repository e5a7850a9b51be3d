package io.gyre.http.server;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that were asked for a moment ago, so that asking again costs no look at the disk. Bounded in number and bytes; what was asked for
 * longest ago goes first. For one thread.
 */
final class FileCache implements AutoCloseable {
    private static final int MOST_FILES = 512;
    private static final long MOST_BYTES = 32 << 20;

    private record Entry(ServedFile file, long until) {}

    /**
     * What was asked for.
     *
     * @param gzip whether the client takes it compressed
     */
    record Key(String path, boolean gzip) {}

    private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final long validNanos;
    private long bytes;

    FileCache(long validNanos) {
        this.validNanos = validNanos;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    @Nullable
    ServedFile find(Key key, long nowNanos) {
        Entry entry = entries.get(key);
        return entry == null || nowNanos - entry.until >= 0 ? null : entry.file;
    }

    /** Takes a file over. */
    void put(Key key, ServedFile file, long nowNanos) {
        drop(entries.put(key, new Entry(file, nowNanos + validNanos)));
        bytes += file.weight();
        Iterator<Entry> oldest = entries.values().iterator();
        while (entries.size() > MOST_FILES || bytes > MOST_BYTES) {
            Entry entry = oldest.next();
            oldest.remove();
            drop(entry);
        }
    }

    private void drop(@Nullable Entry entry) {
        if (entry != null) {
            bytes -= entry.file.weight();
            entry.file.close();
        }
    }

    /** Lets go of what is not valid any more. */
    void expire(long nowNanos) {
        List<Key> over = new ArrayList<>();
        entries.forEach((key, entry) -> {
            if (nowNanos - entry.until >= 0) {
                over.add(key);
            }
        });
        over.forEach(key -> drop(entries.remove(key)));
    }

    @Override
    public void close() {
        entries.values().forEach(this::drop);
        entries.clear();
    }
}

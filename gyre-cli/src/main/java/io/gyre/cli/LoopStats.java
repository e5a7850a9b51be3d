package io.gyre.cli;

import io.gyre.event.EventBase;
import io.gyre.event.EventCount;
import io.gyre.event.EventMask;
import io.gyre.http.server.AccessLog;
import io.gyre.http.server.HttpRequest;
import io.gyre.http.server.HttpServer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What one loop of {@code gyre http} did so far. Written by its thread, read by any. */
final class LoopStats implements AccessLog {
    /** The upper bounds of the histogram, in nanoseconds; above the last is one more place. */
    private static final long[] BOUNDS = {10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000, 30_000_000
    };

    private final HttpServer server;
    private final AccessLog next;
    private final AtomicLongArray turns = new AtomicLongArray(BOUNDS.length + 1);

    /** Only while somebody watches. */
    private final AtomicLongArray callbacks = new AtomicLongArray(BOUNDS.length + 1);

    private int watchers;
    private volatile long requests;
    private volatile long sent;
    private volatile int connections;
    private long turnBegan;

    LoopStats(HttpServer server, AccessLog next) {
        this.server = server;
        this.next = next;
        server.accessLog(this);
        EventBase base = server.base();
        base.onCheck(_ -> turnBegan = System.nanoTime());
        base.onPrepare((_, _) -> endTurn());
    }

    private void endTurn() {
        connections = server.connectionCount();
        if (turnBegan != 0) {
            count(turns, System.nanoTime() - turnBegan);
        }
    }

    private static void count(AtomicLongArray histogram, long nanos) {
        int found = Arrays.binarySearch(BOUNDS, nanos);
        histogram.getAndIncrement(found < 0 ? -found - 1 : found);
    }

    /** One more, or one less, looks at the callbacks, from any loop; they are timed as long as there is one. */
    synchronized void watched(int more) {
        watchers += more;
        server.base().timeCallbacks(watchers == 0 ? null : (_, nanos) -> count(callbacks, nanos));
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // By one thread only.
    public void onReply(HttpRequest request, int status, long bytes) {
        requests++;
        sent += bytes;
        next.onReply(request, status, bytes);
    }

    /** {@return it all, as JSON} */
    String json() {
        EventBase base = server.base();
        String counts = "\"connections\":" + connections + ",\"requests\":" + requests + ",\"sent\":" + sent
                + ",\"active\":" + base.count(EventCount.ACTIVE) + ",\"pending\":" + pending(base);
        return "{\"method\":\"" + base.method() + "\"," + counts + ",\"turns\":[" + list(turns) + "],\"callbacks\":["
                + list(callbacks) + "]}";
    }

    private static String list(AtomicLongArray histogram) {
        return IntStream.range(0, histogram.length())
                .mapToObj(i -> Long.toString(histogram.get(i)))
                .collect(Collectors.joining(","));
    }

    /** {@return how many events wait for what} Those that have a descriptor or signal count for that, not for their timeout. */
    private static String pending(EventBase base) {
        var counts = new int[4];
        base.forEachEvent(event -> {
            counts[kind(event.mask())]++;
            return true;
        });
        return "{\"read\":" + counts[0] + ",\"write\":" + counts[1] + ",\"signal\":" + counts[2] + ",\"timer\":"
                + counts[3] + "}";
    }

    private static int kind(EventMask mask) {
        return mask.contains(EventMask.READ)
                ? 0
                : mask.contains(EventMask.WRITE) ? 1 : mask.contains(EventMask.SIGNAL) ? 2 : 3;
    }
}

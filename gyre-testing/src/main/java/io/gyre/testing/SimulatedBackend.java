package io.gyre.testing;

import io.gyre.backend.Backend;
import io.gyre.backend.Interest;
import io.gyre.backend.ReadySink;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferPool;
import io.gyre.net.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Moves the clock where a real mechanism would wait. Its state is guarded by the platform's lock. */
final class SimulatedBackend implements Backend {
    /** What {@link #step} gives while the wait goes on. */
    private static final int NOT_YET = -1;

    /** The deadline of a wait without one. */
    private static final long FOR_EVER = Long.MAX_VALUE;

    private record Ready(Watch watch, int conditions) {}

    private final SimulatedBackendProvider provider;
    private final VirtualClock clock;
    private final SimulatedPlatform platform;
    private final @Nullable Random shuffle;

    /** By descriptor. */
    private final SortedMap<Integer, Watch> watches = new TreeMap<>();

    private final List<Ready> ready = new ArrayList<>();

    /** By descriptor. Shared with the mechanisms before and after this one, if the base gets another. */
    private SortedMap<Integer, SimulatedStream> streams = new TreeMap<>();

    private @Nullable MemorySegment scratch;

    /** How many sends have gone since the last report. */
    private int gone;

    private boolean woken;

    /** When the last wait was, and how many there were at that time. */
    private long lastWait = -1;

    private int waits;

    SimulatedBackend(SimulatedBackendProvider provider, VirtualClock clock, SimulatedPlatform platform) {
        this.provider = provider;
        this.clock = clock;
        this.platform = platform;
        this.shuffle = provider.seed() == 0 ? null : new Random(provider.seed());
    }

    @Override
    public String name() {
        return provider.name();
    }

    @Override
    public int change(int fd, int oldBits, int newBits) {
        synchronized (platform) {
            int fate = platform.begin(Call.CHANGE, fd, 0);
            return fate < 0 ? fate : change(fd, newBits);
        }
    }

    /** What is watched is the file behind the number; if that is another by now, the watch begins anew. */
    private int change(int fd, int bits) {
        OpenFile file = platform.lookUp(fd);
        Watch known = watches.get(fd);
        if (known != null && (bits == 0 || !known.file.equals(file))) {
            known.file.removeWatch(known);
            forget(known);
            known = null;
        }
        if (bits == 0) {
            return 0;
        }
        if (file == null) {
            return Errno.EBADF.result();
        }
        if (known != null) {
            known.interest(bits);
        } else {
            var fresh = new Watch(this, fd, file, bits);
            watches.put(fd, fresh);
            file.addWatch(fresh);
        }
        platform.notifyAll();
        return 0;
    }

    /** The file of a watch is gone, or it is watched no longer. */
    void forget(Watch watch) {
        watches.remove(watch.fd, watch);
    }

    // Streams.

    @Override
    public boolean hasStreams() {
        return true;
    }

    @Override
    public SocketStream stream(Fd socket, Lock lock, BufferPool pool, Runnable onSent) {
        int fd = socket.number();
        synchronized (platform) {
            var made = new SimulatedStream(platform, this, fd, onSent);
            streams.put(fd, made);
            return made;
        }
    }

    @Override
    public int sends() {
        synchronized (platform) {
            return (int) streams.values().stream()
                    .filter(SimulatedStream::isUnderWay)
                    .count();
        }
    }

    @Override
    public void takeStreams(Backend before) {
        if (before instanceof SimulatedBackend other) {
            synchronized (platform) {
                streams = other.streams;
            }
        }
    }

    /** {@return memory through which bytes move} */
    MemorySegment scratch() {
        if (scratch == null) {
            scratch = Arena.ofAuto().allocate(SimulatedStream.MOST_AHEAD);
        }
        return scratch;
    }

    /** Nothing moves there any more. */
    void forget(SimulatedStream stream) {
        streams.remove(stream.fd, stream);
    }

    // Waiting.

    void somethingChanged() {
        platform.notifyAll();
    }

    @Override
    public int prepare() {
        return 0;
    }

    @Override
    public int await(long timeoutNanos) {
        int fate = begin();
        if (fate < 0) {
            return fate == Errno.EINTR.result() ? 0 : fate;
        }
        long latest = Long.MAX_VALUE - clock.elapsedNanos();
        long deadline = timeoutNanos < 0 || timeoutNanos > latest ? FOR_EVER : clock.elapsedNanos() + timeoutNanos;
        clock.advanceNanos(0); // What is due by now happens before the look.
        int result = step(deadline);
        while (result == NOT_YET) {
            result = step(deadline);
        }
        return result;
    }

    private int begin() {
        synchronized (platform) {
            ready.clear();
            checkSpinning();
            return platform.begin(Call.AWAIT, -1, 0);
        }
    }

    private void checkSpinning() {
        long now = clock.elapsedNanos();
        waits = now == lastWait ? waits + 1 : 0;
        lastWait = now;
        if (waits >= provider.spinLimit()) {
            throw new StuckLoopException("the loop has looked " + waits + " times without time passing, at "
                    + clock.elapsed()
                    + ": something is always ready or active, such as a descriptor that nobody reads; "
                    + watched());
        }
    }

    /** Ends the wait if it is over, or else moves the clock to whatever comes next. {@return how many are ready, or NOT_YET} */
    private int step(long deadline) {
        synchronized (platform) {
            if (lookAround()) {
                return ready.size() + gone;
            }
        }
        long left = deadline - clock.elapsedNanos();
        if (left <= 0) {
            return 0;
        }
        long untilAction = clock.untilNextAction();
        if (deadline == FOR_EVER && untilAction < 0) {
            return waitForOthers();
        }
        clock.advanceNanos(untilAction < 0 ? left : Math.min(left, untilAction));
        return NOT_YET;
    }

    private int waitForOthers() {
        boolean interrupted = false;
        synchronized (platform) {
            while (!lookAround()) {
                if (!provider.realWaits()) {
                    throw new StuckLoopException("the loop would wait for ever, at " + clock.elapsed()
                            + ": no timer runs, and nothing is arranged to happen; " + watched());
                }
                try {
                    platform.wait();
                } catch (InterruptedException _) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ready.size() + gone; // Filled by this thread only.
    }

    /** {@return whether the wait is over, because of a wake-up or of what is ready, which is noted} */
    private boolean lookAround() {
        for (Watch watch : watches.values()) {
            int conditions = look(watch);
            if (conditions != 0) {
                ready.add(new Ready(watch, conditions));
            }
        }
        gone = (int) List.copyOf(streams.values()).stream()
                .filter(SimulatedStream::push)
                .count();
        boolean over = woken || !ready.isEmpty() || gone > 0;
        woken = false;
        return over;
    }

    /** {@return the conditions to report} A descriptor with a stream is readable as long as the stream holds something. */
    private int look(Watch watch) {
        SimulatedStream stream = (watch.interest() & Interest.READ) != 0 ? streams.get(watch.fd) : null;
        if (stream == null) {
            return watch.takeReady();
        }
        stream.pull();
        return (watch.takeReady() & ~Interest.READ) | (stream.holds() ? Interest.READ : 0);
    }

    private String watched() {
        String list = watches.values().stream()
                .map(watch -> "fd " + watch.fd + " (" + watch.file.describe() + ") for " + names(watch.interest()))
                .collect(Collectors.joining(", "));
        return "it watches " + (list.isEmpty() ? "no descriptor" : list) + "; seed " + provider.seed();
    }

    private static String names(int interest) {
        var names = new ArrayList<String>();
        if ((interest & Interest.READ) != 0) {
            names.add("READ");
        }
        if ((interest & Interest.WRITE) != 0) {
            names.add("WRITE");
        }
        if ((interest & Interest.CLOSED) != 0) {
            names.add("CLOSED");
        }
        return String.join("|", names);
    }

    @Override
    public void report(ReadySink sink) {
        List<Ready> found;
        List<Runnable> told;
        synchronized (platform) {
            told = streams.values().stream()
                    .map(SimulatedStream::told)
                    .filter(Objects::nonNull)
                    .toList();
            found = new ArrayList<>(ready);
            ready.clear();
            // Taken back by another thread since, as epoll's backend finds by its generations.
            found.removeIf(each -> watches.get(each.watch.fd) != each.watch);
        }
        told.forEach(Runnable::run);
        if (shuffle != null) {
            Collections.shuffle(found, shuffle);
        }
        found.forEach(each -> sink.ready(each.watch.fd, each.conditions));
    }

    @Override
    public void wakeup() {
        synchronized (platform) {
            woken = true;
            platform.notifyAll();
        }
    }

    @Override
    public void close() {
        synchronized (platform) {
            watches.values().forEach(watch -> watch.file.removeWatch(watch));
            watches.clear();
        }
    }
}

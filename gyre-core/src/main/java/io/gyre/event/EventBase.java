package io.gyre.event;

import io.gyre.Debug;
import io.gyre.Locks;
import io.gyre.Log;
import io.gyre.backend.Backend;
import io.gyre.backend.BackendFeature;
import io.gyre.backend.BackendProvider;
import io.gyre.backend.SocketAcceptor;
import io.gyre.backend.SocketStream;
import io.gyre.buffer.BufferPool;
import io.gyre.net.Fd;
import io.gyre.time.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A loop, and everything that waits for its turn there: libevent's {@code struct event_base}. One thread at a time runs
 * {@link #loop}; callbacks run on it. Other threads may add, remove and activate events, hand over tasks with {@link #execute}
 * and stop the loop, unless the base was made with {@link BaseFlag#NOLOCK}.
 *
 * <p>A turn of the loop is this list of phases, drawn in {@code docs/architecture.md}: the next deadline, prepare watchers, the
 * wait, check watchers, expired timers, the most urgent active queue, tasks.
 */
public final class EventBase implements Executor, AutoCloseable {
    private static final EventMask ONCE_REFUSES = EventMask.SIGNAL.or(EventMask.PERSIST);
    private static final EventMask DESCRIPTOR_CONDITIONS =
            EventMask.READ.or(EventMask.WRITE).or(EventMask.CLOSED);

    private final EventConfig config;
    private final BackendProvider provider;
    private final Lock lock;
    private final SignalSource signalSource;
    private final Registry registry;
    private final Dispatcher dispatcher;
    private final Loop loop;
    final Operations operations;
    private final BufferPool buffers = BufferPool.confined();

    /** Makes a base with every default: {@code event_base_new}. */
    public EventBase() {
        this(EventConfig.defaults());
    }

    /**
     * Makes a base: {@code event_base_new_with_config}. The mechanism is the best that is neither avoided, nor hidden by the
     * environment, nor short of a required feature.
     *
     * @throws NoMechanismException if there is none, saying of each what speaks against it
     */
    public EventBase(EventConfig config) {
        Debug.markUsed();
        this.config = config;
        lock = config.has(BaseFlag.NOLOCK) ? new OwnerLock() : Locks.newLock("event base");
        signalSource = usesSignalfd(config) ? new SignalDescriptor(this) : SignalSource.HANDLERS;
        BackendChoice.Opened opened = BackendChoice.open(config);
        provider = opened.provider();
        Backend backend = opened.backend();
        var waiting = new Waiting(backend);
        registry = new Registry(this, backend, waiting, config.priorities());
        dispatcher = new Dispatcher(this, registry, lock, config.dispatchLimit());
        loop = new Loop(this, config, lock, backend, waiting, registry, dispatcher);
        operations = new Operations(lock, registry, dispatcher, loop);
        if (config.environment().containsKey("EVENT_SHOW_METHOD")) {
            Log.msg("this base waits with " + backend.name());
        }
    }

    private static boolean usesSignalfd(EventConfig config) {
        return config.has(BaseFlag.USE_SIGNALFD) || config.environment().containsKey("EVENT_USE_SIGNALFD");
    }

    /** {@return a persistent event of the library's own, which does not keep the loop alive} */
    Event internal(Fd fd, EventCallback callback) {
        Event event = event(fd, EventMask.READ.or(EventMask.PERSIST), callback);
        event.state |= Event.INTERNAL;
        return event;
    }

    // Making events.

    /**
     * {@return a new event} {@code event_new}. It is not pending yet.
     *
     * @param fd what to wait for, borrowed, and of the base's own platform; null for a timer or an event that is activated by hand
     * @throws IllegalArgumentException if {@code mask} has SIGNAL, for which see {@link #signal(Signal, EventCallback)}, or
     *     {@code fd} is of another platform
     */
    public Event event(@Nullable Fd fd, EventMask mask, EventCallback callback) {
        if (mask.contains(EventMask.SIGNAL)) {
            throw new IllegalArgumentException(mask + ": use EventBase.signal to wait for a signal");
        }
        return new Event(this, fd, fd == null ? -1 : fd.number(), mask, callback);
    }

    /** {@return a new one-shot timer, not running yet} {@code evtimer_new}. */
    public Event timer(EventCallback callback) {
        return event(null, EventMask.NONE, callback);
    }

    /** {@return a new event that is only activated by hand} {@code evuser_new}. */
    public Event user(EventCallback callback) {
        return event(null, EventMask.NONE, callback);
    }

    /** {@return a new persistent event for a signal, not pending yet} {@code evsignal_new}. */
    public Event signal(Signal signal, EventCallback callback) {
        return signal(signal, EventMask.PERSIST, callback);
    }

    /**
     * {@return a new event for a signal, not pending yet} {@code event_new} with {@code EV_SIGNAL}.
     *
     * @param mask PERSIST, FINALIZE, or neither; SIGNAL is understood
     * @throws IllegalArgumentException if {@code mask} asks for a descriptor's condition as well
     */
    public Event signal(Signal signal, EventMask mask, EventCallback callback) {
        return new Event(this, null, signal.number(), mask.or(EventMask.SIGNAL), callback);
    }

    /**
     * {@return an event that becomes active once a process has ended} It is not pending yet, and fires once. libevent has
     * none. It owns a descriptor, which is closed when it fires and when it is closed, so close an event that never will.
     *
     * @param process a process of this machine; it need not be a child
     * @throws IOException if the process is gone already, or the kernel is older than 5.3; with {@code pidfd_open}'s error
     */
    public Event childExit(ProcessHandle process, EventCallback callback) throws IOException {
        return ChildExit.event(this, process, callback);
    }

    /**
     * Runs a task once every {@code period}, by a persistent timer: a task shorter than the period does not delay the next.
     *
     * @return the event, pending; close it to stop
     */
    public Event every(Duration period, Runnable task) {
        return event(null, EventMask.PERSIST, (_, _) -> task.run()).add(period);
    }

    /**
     * Runs a task once, later.
     *
     * @return the event, pending; close it to cancel the task
     */
    public Event after(Duration delay, Runnable task) {
        return timer((_, _) -> task.run()).add(delay);
    }

    /**
     * Runs a callback once for a condition or a timeout: {@code event_base_once}. It cannot be taken back.
     *
     * @param fd what to wait for; null for a timeout alone
     * @param mask READ, WRITE, CLOSED or TIMEOUT
     * @param timeout null for none; a pure timeout of null or zero runs on the next pass, in the order of the calls
     * @throws IllegalArgumentException if {@code mask} has SIGNAL or PERSIST, or no condition at all
     */
    public void once(@Nullable Fd fd, EventMask mask, @Nullable Duration timeout, EventCallback callback) {
        if (mask.intersects(ONCE_REFUSES) || !mask.intersects(DESCRIPTOR_CONDITIONS.or(EventMask.TIMEOUT))) {
            throw new IllegalArgumentException(
                    mask + ": a one-off takes READ, WRITE, CLOSED or TIMEOUT, and neither SIGNAL nor" + " PERSIST");
        }
        boolean descriptor = mask.intersects(DESCRIPTOR_CONDITIONS);
        Event event = event(descriptor ? fd : null, mask.and(DESCRIPTOR_CONDITIONS), callback)
                .name("once");
        if (!descriptor && (timeout == null || timeout.isZero())) {
            event.activate(EventMask.TIMEOUT);
        } else if (timeout == null) {
            event.add();
        } else {
            event.add(timeout);
        }
    }

    /**
     * {@return the one duration that many events wait for} {@code event_base_init_common_timeout}. The same duration gives the
     * same object.
     *
     * @throws IllegalStateException if there are 256 already
     */
    public CommonTimeout commonTimeout(Duration duration) {
        return lockedGet(() -> registry.timeouts.common(this, Durations.toNanos(duration)));
    }

    // Running.

    /**
     * Runs until no event is pending or active, or it is stopped: {@code event_base_dispatch}.
     *
     * @return why it ended
     */
    public LoopResult dispatch() {
        return run(0);
    }

    /**
     * Runs the loop on the calling thread: {@code event_base_loop}.
     *
     * @return why it ended
     * @throws IllegalStateException if the loop runs already, or the base is closed
     * @throws java.io.UncheckedIOException if the mechanism fails
     * @throws Error whatever of this kind a callback threw; what had not run yet stays active
     */
    public LoopResult loop(LoopFlag... flags) {
        int bits = 0;
        for (LoopFlag flag : flags) {
            bits |= flag.bit();
        }
        return run(bits);
    }

    private LoopResult run(int flags) {
        lock.lock();
        try {
            if (loop.closed) {
                throw new IllegalStateException("the base is closed: its loop cannot run");
            }
            buffers.adopt();
            LoopResult result = loop.run(flags);
            dispatcher.rethrow();
            return result;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs a task on the loop, after the events that are active now. From any thread, NOLOCK or not; it wakes a loop that
     * waits. Tasks that wait keep the loop from ending.
     *
     * @throws RejectedExecutionException if {@link EventConfig#maxTasks} wait already, or the base is closed
     */
    @Override
    public void execute(Runnable task) {
        if (!loop.tasks.add(task)) {
            throw new RejectedExecutionException(config.maxTasks()
                    + " tasks wait already: the loop does not keep up, or does not run; see EventConfig.maxTasks");
        }
        loop.waiting.interrupt();
    }

    /** {@return whether the calling thread runs this loop} */
    public boolean inLoop() {
        return loop.inLoop();
    }

    /** {@return the thread that runs this loop now, or null} */
    public @Nullable Thread loopThread() {
        return loop.thread;
    }

    /** {@return where buffers of this loop get their memory} It belongs to the thread that runs the loop, or last ran it. */
    public BufferPool buffers() {
        return buffers;
    }

    // Moving bytes.

    /** {@return whether the mechanism can move the bytes of sockets by itself} So does io_uring, from Linux 6.1 on. */
    public boolean movesBytes() {
        return loop.backend.hasStreams();
    }

    /**
     * {@return whether bufferevents of this base are asynchronous unless they say otherwise} So they are if it was made with
     * {@link BaseFlag#STARTUP_IOCP}, and its mechanism can move the bytes of sockets by itself.
     */
    public boolean isAsynchronous() {
        return config.has(BaseFlag.STARTUP_IOCP) && movesBytes();
    }

    /**
     * {@return what moves the bytes of a stream socket by itself; null if the mechanism cannot} For bufferevents, which have it from here
     * until they close it. Nobody else may read or write the socket meanwhile. An event of this base that waits for it to be readable
     * has the mechanism receive ahead.
     *
     * @param fd a connected stream socket, or one that is about to be
     * @param onSent called when a send has ended; may activate an event, and nothing else
     * @throws IllegalStateException if the base is closed
     */
    public @Nullable SocketStream stream(Fd fd, Runnable onSent) {
        lock.lock();
        try {
            if (loop.closed) {
                throw new IllegalStateException("the base is closed: it moves no more bytes");
            }
            return loop.backend.stream(fd, lock, buffers, onSent);
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return what accepts the connections of a listening socket by itself; null if the mechanism cannot} For listeners, which have it
     * from here until they close it. An event of this base that waits for the socket to be readable has the mechanism accept ahead.
     *
     * @param listening a socket that listens
     * @throws IllegalStateException if the base is closed
     */
    public @Nullable SocketAcceptor acceptor(Fd listening) {
        lock.lock();
        try {
            if (loop.closed) {
                throw new IllegalStateException("the base is closed: it accepts no more connections");
            }
            return loop.backend.acceptor(listening, lock, buffers);
        } finally {
            lock.unlock();
        }
    }

    // Stopping.

    /** Stops the loop once the callbacks of the queue that runs have ended: {@code event_base_loopexit} without a time. */
    public void loopExit() {
        once(null, EventMask.TIMEOUT, null, (_, _) -> requestExit());
    }

    /**
     * Stops the loop after {@code delay}, once the callbacks of the queue that runs then have ended:
     * {@code event_base_loopexit}. Until then it is pending, like a timer. Of several calls the earliest counts; the others
     * stay pending, and stop a later run.
     */
    public void loopExit(Duration delay) {
        once(null, EventMask.TIMEOUT, delay, (_, _) -> requestExit());
    }

    private void requestExit() {
        locked(() -> loop.exitRequested = true);
    }

    /**
     * Stops the loop after the callback that runs: {@code event_base_loopbreak}. Other active events stay active for the next
     * run. No effect on later runs.
     */
    public void loopBreak() {
        locked(() -> dispatcher.breakRequested = true);
        loop.waiting.interrupt();
    }

    /**
     * Ends the present queue after the callback that runs, and looks for more urgent events first:
     * {@code event_base_loopcontinue}. No effect outside a callback.
     */
    public void loopContinue() {
        locked(() -> registry.continueRequested = true);
    }

    /** {@return whether the last run ended, or this one is ending, by {@link #loopExit}} {@code event_base_got_exit}. */
    public boolean gotExit() {
        return lockedGet(() -> loop.exitRequested);
    }

    /** {@return whether the last run ended, or this one is ending, by {@link #loopBreak}} {@code event_base_got_break}. */
    public boolean gotBreak() {
        return lockedGet(() -> dispatcher.breakRequested);
    }

    // Activating in numbers.

    /**
     * Activates the pending events of a descriptor that wait for one of the conditions; with TIMEOUT among them, also those
     * that have a timeout: {@code event_base_active_by_fd}. An unknown descriptor is ignored.
     */
    public void activateByFd(int fd, EventMask fired) {
        locked(() -> registry.fds.activateByNumber(fd, fired.bits()));
        loop.waiting.interrupt();
    }

    /** Activates the pending events of a signal: {@code event_base_active_by_signal}. An unknown number is ignored. */
    public void activateBySignal(int signal) {
        locked(() -> registry.signals.activate(signal, 1));
        loop.waiting.interrupt();
    }

    // Watching.

    /** {@return a watcher called before each wait, in the order of registration} {@code evwatch_prepare_new}. */
    public Watcher onPrepare(PrepareCallback callback) {
        return watch(loop.prepareWatchers, callback);
    }

    /** {@return a watcher called after each wait, in the order of registration} {@code evwatch_check_new}. */
    public Watcher onCheck(CheckCallback callback) {
        return watch(loop.checkWatchers, (watcher, _) -> callback.onCheck(watcher));
    }

    /**
     * Has each callback timed, of events and not of watchers and tasks, until the next call. May be called from any thread, and costs
     * nothing while it is off; while it is on, two looks at the clock for each callback.
     *
     * @param times who learns of each; null for nobody
     */
    public void timeCallbacks(@Nullable CallbackTimes times) {
        locked(() -> dispatcher.times = times);
    }

    private Watcher watch(Watchers watchers, PrepareCallback callback) {
        return lockedGet(() -> {
            Watcher added = watchers.add(this, callback);
            loop.watchersChanged();
            return added;
        });
    }

    void unwatch(Watchers watchers, Watcher watcher) {
        locked(() -> {
            watchers.remove(watcher);
            loop.watchersChanged();
        });
    }

    // Time.

    /**
     * {@return the wall-clock time of this pass, the same throughout it; on another thread, or outside a callback, the time it
     * is} {@code event_base_gettimeofday_cached}.
     */
    public Instant time() {
        return wallTime();
    }

    /**
     * {@return monotonic nanoseconds, read now} {@code event_gettime_monotonic}. Compare by subtraction.
     */
    public long nanoTime() {
        return config.clock().nanoTime();
    }

    /**
     * {@return monotonic nanoseconds as of this pass, the same throughout it; on another thread, or outside a callback, read now} As
     * {@link #time}, for who sets deadlines often. Compare by subtraction.
     */
    public long cachedNanoTime() {
        return loop.now();
    }

    /** Reads the time of this pass anew, in a callback that takes long: {@code event_base_update_cache_time}. */
    public void updateTime() {
        locked(() -> loop.forgetTime());
    }

    Instant wallTime() {
        return Instant.EPOCH.plusNanos(
                config.clock().wallNanos() + loop.now() - config.clock().nanoTime());
    }

    long now() {
        return loop.now();
    }

    void forgetTime() {
        loop.forgetTime();
    }

    // Looking.

    /** {@return how this base is configured} */
    public EventConfig config() {
        return config;
    }

    /** {@return the name of the mechanism, such as {@code epoll}} {@code event_base_get_method}. */
    public String method() {
        return loop.backend.name();
    }

    /** {@return what the mechanism can do} {@code event_base_get_features}. */
    public Set<BackendFeature> features() {
        return provider.features();
    }

    /** {@return how signals come in: {@code signal} or {@code signalfd_signal}} {@code event_base_get_signal_method}. */
    public String signalMethod() {
        return signalSource.method();
    }

    SignalSource signalSource() {
        return signalSource;
    }

    /** {@return the event whose callback runs; null outside one, and on other threads} {@code event_base_get_running_event}. */
    public @Nullable Event runningEvent() {
        return inLoop() ? dispatcher.running : null;
    }

    /** {@return how many priorities there are} {@code event_base_get_npriorities}. */
    public int priorities() {
        return registry.active.length;
    }

    /**
     * Sets how many priorities there are: {@code event_base_priority_init}. Events keep their number; one that is too large
     * runs among the least urgent.
     *
     * @throws IllegalArgumentException unless 1 to 255
     * @throws IllegalStateException if an event is active
     */
    public void priorities(int count) {
        Priorities.checkCount(count);
        lock.lock();
        try {
            if (registry.activeCount > 0) {
                throw new IllegalStateException("events are active: set the number of priorities before");
            }
            registry.active = Registry.queues(count);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the sum of what is asked for} {@code event_base_get_num_events}. */
    public int count(EventCount... which) {
        lock.lock();
        try {
            int sum = 0;
            for (EventCount each : which) {
                sum += registry.count(each);
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return the sum of the most that there ever was of each} {@code event_base_get_max_events}.
     *
     * @param clear whether to begin again from zero
     */
    public int maxCount(boolean clear, EventCount... which) {
        lock.lock();
        try {
            int sum = 0;
            for (EventCount each : which) {
                sum += registry.mostCounted(each, clear);
            }
            return sum;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a reason to go on that is no event: {@code event_base_add_virtual_}. Each is to be taken back once. */
    public void addVirtual() {
        locked(() -> registry.countVirtual(1));
    }

    /** Takes one such reason back, and lets the loop end if it was the last: {@code event_base_del_virtual_}. */
    public void removeVirtual() {
        locked(() -> registry.countVirtual(-1));
        loop.waiting.interrupt();
    }

    /**
     * Shows each event that is pending or active to {@code visitor}, once, until it answers false:
     * {@code event_base_foreach_event}. Nothing may be changed meanwhile.
     *
     * @return false if the visitor answered so
     */
    public boolean forEachEvent(Predicate<Event> visitor) {
        return lockedGet(() -> registry.forEach(visitor));
    }

    /**
     * Writes a list of pending and active events for people: {@code event_base_dump_events}. The form may change.
     *
     * @throws IOException if {@code out} fails
     */
    public void dump(Appendable out) throws IOException {
        out.append(explanation().dump());
    }

    /**
     * {@return why the loop would not end now: every event, task and virtual event that keeps it, with names, and in debug mode
     * with the places where they were made}
     */
    public String explain() {
        return explanation().explain();
    }

    private Explanation explanation() {
        return lockedGet(() -> new Explanation(this, registry, loop, dispatcher));
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T lockedGet(Supplier<T> value) {
        lock.lock();
        try {
            return value.get();
        } finally {
            lock.unlock();
        }
    }

    void uncaught(@Nullable Event event, Exception thrown) {
        try {
            config.uncaught().onUncaught(this, event, thrown);
        } catch (Exception another) {
            thrown.addSuppressed(another);
            LogUncaught.INSTANCE.onUncaught(this, event, thrown);
        } catch (Error fatal) {
            dispatcher.fail(fatal); // As if the callback had thrown it, so that the loop ends in order.
        }
    }

    // Ending.

    /**
     * Builds the kernel's side anew, with all pending events: {@code event_reinit}. For a process that was restored from a
     * checkpoint, or whose mechanism lost its descriptor. The loop must not be running.
     *
     * @throws IllegalStateException if the loop runs
     * @throws NoMechanismException if the mechanism cannot be opened again
     * @throws IOException if descriptors were refused; the others are watched
     */
    public void reinit() throws IOException {
        lock.lock();
        try {
            loop.requireStopped("reinit");
            Backend fresh = BackendChoice.open(provider, config);
            loop.replaceBackend(fresh);
            int refused = registry.fds.moveTo(fresh);
            if (refused > 0) {
                throw new IOException(refused + " descriptors could not be watched again: they are no longer open");
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Removes every event and runs their finalizers: {@code event_base_free}. Descriptors stay open, and events can be assigned
     * to another base. Tasks that wait are not run. Idempotent. In a callback, or while another thread runs the loop, the loop is stopped first and the base
     * is closed when it has returned.
     */
    @Override
    public void close() {
        close(true);
    }

    /** Removes every event, and does not run finalizers: {@code event_base_free_nofinalize}. */
    public void closeWithoutFinalizing() {
        close(false);
    }

    private void close(boolean runFinalizers) {
        lock.lock();
        try {
            if (loop.closed) {
                return;
            }
            loop.closed = true;
            if (loop.thread == null) {
                dispose(runFinalizers);
            } else {
                loop.onLeave = () -> dispose(runFinalizers);
                loopBreak();
            }
        } finally {
            lock.unlock();
        }
    }

    private void dispose(boolean runFinalizers) {
        registry.removeAll();
        if (runFinalizers) {
            dispatcher.runFinalizers();
        }
        loop.tasks.close();
        loop.prepareWatchers.clear();
        loop.checkWatchers.clear();
        loop.waiting.close();
    }
}

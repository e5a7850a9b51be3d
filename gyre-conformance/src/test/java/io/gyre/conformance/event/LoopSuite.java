package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gyre.Log;
import io.gyre.backend.BackendFeature;
import io.gyre.conformance.NoLeaks;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import io.gyre.net.Fd;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

// S-001
/** One world, one base, and a log of the callbacks that ran. */
@ExtendWith(NoLeaks.class)
abstract class LoopSuite {
    final World world;

    /** With one priority. */
    final EventBase base;

    private final List<String> log = new ArrayList<>();

    /** What the library had to say; a test has to expect all of it. */
    private final List<String> messages = new CopyOnWriteArrayList<>();

    LoopSuite(World world) {
        Log.onMessage((severity, message) -> messages.add(severity + ": " + message));
        this.world = world;
        this.base = world.base();
    }

    @AfterEach
    void endWorld() {
        try {
            world.end();
            assertEquals(List.of(), messages, "messages that the test did not expect");
        } finally {
            Log.onMessage(null);
        }
    }

    static Duration ms(long millis) {
        return Duration.ofMillis(millis);
    }

    /** Lets time pass, as a callback that takes long, or before the loop runs. */
    void pass(long millis) {
        world.clock().advance(ms(millis));
    }

    void note(String what) {
        log.add(what);
    }

    void noteTime(String what) {
        log.add(what + "@" + world.clock().elapsed().toMillis());
    }

    /** {@return a callback that only notes its name and what happened} */
    EventCallback noting(String name) {
        return (_, fired) -> note(name + "(" + fired + ")");
    }

    /** {@return a callback that notes its name and what happened, and then does something} */
    EventCallback noting(String name, Runnable then) {
        return (_, fired) -> {
            note(name + "(" + fired + ")");
            then.run();
        };
    }

    /** {@return a callback that notes its name and the time in milliseconds} */
    EventCallback timing(String name) {
        return (_, _) -> noteTime(name);
    }

    Event user(String name) {
        return base.user(noting(name));
    }

    Event reader(String name, Fd fd) {
        return base.event(fd, EventMask.READ, noting(name));
    }

    Event persistentReader(String name, Fd fd) {
        return base.event(fd, EventMask.READ.or(EventMask.PERSIST), noting(name));
    }

    boolean ran(String expected) {
        return expected.equals(String.join(" ", log));
    }

    /** {@return the callbacks that ran since the last question, which stay in the log} */
    List<String> ran() {
        return List.copyOf(log);
    }

    /** The callbacks that ran since the last question, in their order, with a blank in between. */
    void assertRan(String expected) {
        assertEquals(expected, String.join(" ", log));
        log.clear();
    }

    /** As {@link #assertRan}, where an order is the mechanism's affair. */
    void assertRanOneOf(String... expected) {
        String ran = String.join(" ", log);
        assertTrue(List.of(expected).contains(ran), ran);
        log.clear();
    }

    void forgetLog() {
        log.clear();
    }

    /** The library has logged one message, with this in it. */
    void assertLogged(String part) {
        assertEquals(1, messages.size(), messages::toString);
        assertTrue(messages.getFirst().contains(part), messages::toString);
        messages.clear();
    }

    /** A mechanism that keeps a list of its own finds a bad descriptor only when it waits. */
    void assumeLooksAtOnce() {
        assumeFalse(
                List.of("poll", "select", "io_uring").contains(base.method()),
                "finds bad descriptors only when it waits");
    }

    void assumeFeature(BackendFeature feature) {
        assumeTrue(base.features().contains(feature), () -> base.method() + " has no " + feature);
    }
}

package io.gyre.conformance.event;

import io.gyre.event.EventMask;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How long callbacks take, for who wants to know. */
@EachMechanism
class CallbackTimesTest extends LoopSuite {
    CallbackTimesTest(String mechanism) {
        super(World.named(mechanism));
    }

    private void time() {
        base.timeCallbacks((event, nanos) -> note(event.name() + ":" + nanos / 1_000_000));
    }

    private void run(String name, long millis) {
        base.user((_, _) -> pass(millis)).name(name).activate(EventMask.READ);
        base.dispatch();
    }

    @Test
    void eachCallbackIsTimedWhileSomebodyWantsThat() {
        run("before", 1);
        time();
        run("a", 7);
        run("b", 0);
        base.timeCallbacks(null);
        run("after", 1);
        assertRan("a:7 b:0");
    }

    @Test
    void whoAsksWithinACallbackLearnsOfThoseThatFollow() {
        base.user((_, _) -> time()).name("asks").activate(EventMask.READ);
        run("next", 3);
        assertRan("next:3");
    }

    @Test
    void aCallbackThatThrowsIsTimedAsWell() {
        time();
        base.user((_, _) -> {
                    pass(2);
                    throw new IOException("as the test wishes");
                })
                .name("throws")
                .activate(EventMask.READ);
        base.dispatch();
        assertRan("throws:2");
        assertLogged("ERR: The callback of event 'throws' [0] threw; the loop goes on: java.io.IOException: as the test"
                + " wishes");
    }

    @Test
    void whatItThrowsIsToldAndTheLoopGoesOn() {
        base.timeCallbacks((_, _) -> {
            throw new IOException("as the test wishes");
        });
        run("a", 0);
        assertRan("");
        assertLogged(
                "ERR: The callback of event 'a' [0] threw; the loop goes on: java.io.IOException: as the test wishes");
    }
}

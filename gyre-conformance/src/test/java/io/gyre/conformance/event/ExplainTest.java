package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.Signal;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every base says what it waits for. */
class ExplainTest extends LoopSuite {
    ExplainTest() {
        super(World.simulated());
    }

    private String dump(EventBase where) throws IOException {
        var out = new StringBuilder();
        where.dump(out);
        return out.toString();
    }

    private void assertExplained(String... parts) {
        String text = base.explain();
        for (String part : parts) {
            assertTrue(text.contains(part), () -> "'" + part + "' is not in: " + text);
        }
    }

    // S-065
    @Test
    void theDumpListsWhatIsInsertedAndWhatIsActive() throws IOException {
        FdPair pair = world.pair();
        persistentReader("rd", pair.first()).name("connection").add(ms(1500));
        base.timer(noting("t")).add(ms(200));
        Event user = user("u").name("go");
        user.activate(EventMask.READ);
        String[] parts = dump(base).split("Active events:\n", -1);
        assertTrue(parts[0].startsWith("Inserted events:\n"), parts[0]);
        assertTrue(parts[0].contains(
                "event 'connection' on fd 3 [READ|PERSIST] waits for the descriptor or until 1500 ms"));
        assertTrue(parts[0].contains("event [0] waits until 200 ms from now, priority 0"), parts[0]);
        assertEquals("  event 'go' [0], active for READ, priority 0\n", parts[1]);
    }

    // S-065
    @Test
    void theDumpOfABaseWithoutEventsIsEmpty() throws IOException {
        assertEquals("Inserted events:\nActive events:\n", dump(base));
    }

    // S-065
    @Test
    void theDumpPassesOnTheFailuresOfItsTarget() {
        Appendable broken = new Appendable() {
            @Override
            public Appendable append(CharSequence text) throws IOException {
                throw new IOException("full");
            }

            @Override
            public Appendable append(CharSequence text, int start, int end) throws IOException {
                throw new IOException("full");
            }

            @Override
            public Appendable append(char c) throws IOException {
                throw new IOException("full");
            }
        };
        assertThrows(IOException.class, () -> base.dump(broken));
    }

    @Test
    void aBaseWithNothingToDoSaysSo() {
        assertExplained("The loop (simulated) does not run", "it would end now");
    }

    @Test
    void everyReasonToGoOnIsNamed() {
        reader("rd", world.pair().first()).name("client").add();
        base.timer(noting("t")).name("retry").add(ms(1500));
        user("u").name("kick").activate(EventMask.READ);
        base.addVirtual();
        base.execute(() -> {});
        assertExplained(
                "It would not end",
                "event 'client' on fd 3 [READ] waits for the descriptor",
                "event 'retry' [0] waits until 1500 ms from now",
                "event 'kick' [0], active",
                "1 virtual events",
                "1 tasks wait to be run");
    }

    @Test
    void aDescriptorThatWasClosedUnderAnEventIsPointedOut() {
        FdPair pair = world.pair();
        Event event = reader("rd", pair.first()).name("lost").add();
        pair.first().close();
        assertExplained(
                "event 'lost' on fd 3 [READ] waits for the descriptor, which is CLOSED, so that it never fires");
        event.remove();
    }

    @Test
    void anOverdueTimerIsDueNow() {
        base.timer(noting("t")).add(ms(5));
        pass(10);
        assertExplained("waits until now");
    }

    @Test
    void aRunningLoopSaysWhereItRunsAndInWhichCallback() {
        base.user((_, _) -> note(base.explain())).name("busy").activate(EventMask.READ);
        base.dispatch();
        assertRan("The loop (simulated) runs on " + Thread.currentThread()
                + ", in the callback of event 'busy' [0]. Nothing is pending or active: it would end now.");
    }

    @Test
    void anEventIsNamedInMessages() {
        Event event = reader("rd", world.pair().first());
        assertEquals("event on fd 3 [READ]", event.toString());
        assertEquals("client", event.name("client").name());
        assertEquals("event 'client' on fd 3 [READ]", event.toString());
        assertEquals(
                "event on SIGUSR1 [SIGNAL|PERSIST]",
                base.signal(Signal.USR1, noting("s")).toString());
    }

    // S-078
    @Test
    void masksAreNamedByTheirBits() {
        assertEquals(
                List.of(1, 2, 4, 8, 0x10, 0x20, 0x40, 0x80),
                List.of(
                                EventMask.TIMEOUT,
                                EventMask.READ,
                                EventMask.WRITE,
                                EventMask.SIGNAL,
                                EventMask.PERSIST,
                                EventMask.ET,
                                EventMask.FINALIZE,
                                EventMask.CLOSED)
                        .stream()
                        .map(EventMask::bits)
                        .toList());
        assertEquals(
                "TIMEOUT|READ|WRITE|SIGNAL|PERSIST|ET|FINALIZE|CLOSED",
                EventMask.of(0xff).toString());
        assertEquals("0", EventMask.NONE.toString());
        assertTrue(EventMask.NONE.isEmpty());
        assertFalse(EventMask.READ.isEmpty());
        assertThrows(IndexOutOfBoundsException.class, () -> EventMask.of(0x100));
        assertThrows(IllegalArgumentException.class, () -> new EventMask(-1));
    }
}

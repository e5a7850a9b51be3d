package io.gyre.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Callbacks, shown as name(original length,added,deleted). */
class ChangesTest extends BufferSuite {
    private ChangeCallback noting(String name) {
        return (_, change) ->
                log.add(name + "(" + change.originalLength() + "," + change.added() + "," + change.deleted() + ")");
    }

    private EvBuffer watched(String name, String text) {
        EvBuffer buffer = of(text);
        buffer.addCallback(noting(name));
        return buffer;
    }

    // S-208, G-241, G-242, G-243, G-244, G-246, G-247, G-248, G-249, G-258, G-261, G-262, G-264
    @Test
    void everyChangeOfOneBufferIsToldAndNothingElse() {
        EvBuffer buffer = watched("b", "hello");
        buffer.add("xyz");
        assertHeard("b(5,3,0)");
        buffer.add("");
        buffer.addFormatted("%s", "");
        buffer.copyOut(new byte[2]);
        buffer.drain(0);
        buffer.expand(5000);
        buffer.reserve(10, 1).commit(0);
        buffer.readln(Eol.LF);
        assertHeard("");
        buffer.prepend(bytes("abc"));
        assertHeard("b(8,3,0)");
        buffer.remove(new byte[2]);
        assertHeard("b(11,0,2)");
        buffer.addReference(memory("ref"), _ -> {});
        assertHeard("b(9,3,0)");
        buffer.drain(99);
        assertHeard("b(12,0,12)");
    }

    // S-208, G-251, G-252, G-253, G-254, G-256, G-257
    @Test
    void bothSidesOfAMoveAreTold() {
        EvBuffer b = watched("b", "hello");
        EvBuffer d = watched("d", "DD");
        d.addBuffer(b);
        assertHeard("b(5,0,5) d(2,5,0)");
        b.prependBuffer(d);
        assertHeard("d(7,0,7) b(0,7,0)");
        b.removeBuffer(d, 2);
        assertHeard("d(0,2,0) b(7,0,2)");
        b.removeBuffer(d, 5);
        assertHeard("b(5,0,5) d(2,5,0)");
        b.addBuffer(empty());
        assertHeard("");
        b.addBufferReference(d);
        assertHeard("b(0,7,0)");
    }

    // G-263
    @Test
    void aLineIsToldInTwoSteps() {
        EvBuffer buffer = watched("b", "ab\ncd");
        buffer.readln(Eol.LF);
        assertHeard("b(5,0,2) b(3,0,1)");
    }

    // G-266, G-267, G-268, G-269
    @Test
    void readingAndWritingAreToldAndClosingIsNot() throws IOException {
        EvBuffer buffer = watched("b", "hi");
        var pipe = new MemoryIo().holding("12345");
        buffer.read(pipe);
        assertHeard("b(2,5,0)");
        buffer.read(pipe);
        assertHeard("");
        buffer.write(pipe);
        assertHeard("b(7,0,7)");
        buffer.add("x");
        assertHeard("b(0,1,0)");
        buffer.close();
        assertHeard("");
    }

    // S-208, S-209, G-270, G-271, G-272, G-273
    @Test
    void whoRegisteredLastIsToldFirstAndCanBeSilencedAndRemoved() {
        EvBuffer buffer = empty();
        ChangeCallback c1 = noting("c1");
        buffer.addCallback(c1);
        CallbackEntry c2 = buffer.addCallback(noting("c2"));
        buffer.addCallback(noting("c3"));
        buffer.add("12");
        assertHeard("c3(0,2,0) c2(0,2,0) c1(0,2,0)");
        c2.enabled(false);
        assertFalse(c2.enabled());
        buffer.add("3");
        assertHeard("c3(2,1,0) c1(2,1,0)");
        c2.enabled(true);
        buffer.add("4");
        assertHeard("c3(3,1,0) c2(3,1,0) c1(3,1,0)");
        assertFalse(buffer.removeCallback(noting("c1")));
        assertTrue(buffer.removeCallback(c1));
        assertFalse(buffer.removeCallback(c1));
        c2.remove();
        c2.remove();
        buffer.drain(1);
        assertHeard("c3(4,0,1)");
    }

    // G-274
    @Test
    void aCallbackMayRemoveItself() {
        EvBuffer buffer = empty();
        buffer.addCallback(noting("c1"));
        CallbackEntry[] self = new CallbackEntry[1];
        self[0] = buffer.addCallback((_, _) -> {
            log.add("self");
            self[0].remove();
        });
        buffer.add("x").add("y");
        assertHeard("self c1(0,1,0) c1(1,1,0)");
    }

    @Test
    void aCallbackThatChangesTheBufferIsToldOfThatToo() {
        EvBuffer buffer = empty();
        buffer.addCallback((own, change) -> {
            assertSame(buffer, own);
            String told = change.toString();
            if (own.length() < 3) {
                own.add("x");
            }
            log.add(told.equals(change.toString()) ? told : "overwritten");
        });
        buffer.add("a");
        assertHeard("2 bytes, +1 -0 1 bytes, +1 -0 0 bytes, +1 -0");
    }

    @Test
    void whatACallbackThrowsComesOutOnceAllWereToldAndTheChangeStays() {
        EvBuffer buffer = watched("first", "");
        buffer.addCallback((_, _) -> {
            throw new IllegalStateException("a callback of a test");
        });
        assertThrows(IllegalStateException.class, () -> buffer.add("abc"));
        assertHeard("first(0,3,0)");
        assertEquals("abc", text(buffer));
    }

    // S-210, G-276, G-277, G-278, G-279
    @Test
    void deferredCallbacksAreToldOfEverythingAtOnce() {
        Queue<Runnable> loop = new ArrayDeque<>();
        EvBuffer buffer = of("12");
        CallbackEntry entry = buffer.addCallback(noting("c"));
        buffer.deferCallbacks(loop::add);
        buffer.add("3456");
        buffer.drain(3);
        buffer.add("7");
        assertHeard("");
        assertEquals(1, loop.size());
        loop.remove().run();
        assertHeard("c(2,5,3)");
        buffer.add("xy");
        buffer.drain(2);
        loop.remove().run();
        assertHeard("c(4,2,2)");
        buffer.add("z");
        entry.enabled(false);
        loop.remove().run();
        entry.enabled(true);
        assertHeard("");
        buffer.drain(1);
        buffer.close();
        loop.remove().run();
        assertHeard("c(5,0,1)");
    }

    @Test
    void anExecutorThatRefusesIsAskedAgainTheNextTime() {
        Queue<Runnable> loop = new ArrayDeque<>();
        boolean[] full = {true};
        EvBuffer buffer = watched("c", "");
        buffer.deferCallbacks(task -> {
            if (full[0]) {
                throw new RejectedExecutionException("full");
            }
            loop.add(task);
        });
        assertThrows(RejectedExecutionException.class, () -> buffer.add("a"));
        full[0] = false;
        buffer.add("b");
        loop.remove().run();
        assertHeard("c(0,2,0)");
    }
}

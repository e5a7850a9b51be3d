package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.backend.BackendFeature;
import io.gyre.event.Event;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.event.LoopResult;
import io.gyre.net.FdPair;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Building the kernel's side anew. */
@EachMechanism
class ReinitTest extends LoopSuite {
    ReinitTest(String mechanism) {
        super(World.named(mechanism));
    }

    // S-029
    @Test
    void everyPendingEventIsStillWaitedFor() throws IOException {
        FdPair pair = world.pair();
        persistentReader("rd", pair.first()).add();
        Event writer = base.event(pair.first(), EventMask.WRITE, noting("w")).add();
        base.timer(noting("t")).add(ms(0));
        user("u").activate(EventMask.READ);
        base.reinit();
        Bytes.send(pair.second(), "x");
        world.settle(pair.first(), EventMask.READ);
        base.loop(LoopFlag.ONCE);
        assertRan("u(READ) w(WRITE) rd(READ) t(TIMEOUT)");
        assertEquals(false, writer.isPending());
    }

    // S-029
    @Test
    void itMayBeRepeated() throws IOException {
        persistentReader("rd", world.readablePair().first()).add();
        for (int i = 0; i < 3; i++) {
            base.reinit();
            base.loop(LoopFlag.ONCE);
        }
        assertRan("rd(READ) rd(READ) rd(READ)");
    }

    // S-029
    @Test
    void edgesAreSeenAnew() throws IOException {
        assumeFeature(BackendFeature.ET);
        EventMask mask = EventMask.READ.or(EventMask.PERSIST).or(EventMask.ET);
        base.event(world.readablePair().first(), mask, noting("rd")).add();
        base.loop(LoopFlag.NONBLOCK);
        base.reinit();
        base.loop(LoopFlag.NONBLOCK);
        assertRan("rd(READ|ET) rd(READ|ET)");
    }

    // S-029
    @Test
    void descriptorsThatAreGoneAreToldAndTheOthersAreWaitedFor() throws IOException {
        assumeLooksAtOnce();
        FdPair gone = world.pair();
        Event never = reader("never", gone.first()).add();
        reader("rd", world.readablePair().first()).add();
        gone.close();
        IOException refused = assertThrows(IOException.class, base::reinit);
        assertTrue(String.valueOf(refused.getMessage()).contains("1 descriptors could not be watched again"));
        base.loop(LoopFlag.ONCE);
        assertRan("rd(READ)");
        never.remove();
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    // S-029
    @Test
    void theLoopMustNotRun() {
        base.user((_, _) -> assertThrows(IllegalStateException.class, base::reinit))
                .activate(EventMask.READ);
        assertEquals(LoopResult.EMPTY, base.dispatch());
    }

    // S-029
    @Test
    void aLoopCanBeWokenAfterwards() throws Exception {
        world.allowRealWaits();
        base.addVirtual();
        base.reinit();
        Thread other = Thread.ofPlatform().start(() -> base.execute(base::removeVirtual));
        assertEquals(LoopResult.EMPTY, base.dispatch());
        other.join();
    }
}

package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.buffer.EvBuffer;
import io.gyre.bufferevent.BufferEvent;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.CloseResult;
import io.gyre.bufferevent.FilterBufferEvent;
import io.gyre.bufferevent.FilterResult;
import io.gyre.bufferevent.FlushMode;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Closing after what was written is sent and the peer has ended too, or at the deadline. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class GracefulCloseTest extends BufferEventSuite {
    private FdPair pair;
    private final Noting user = new Noting("user");
    private SocketBufferEvent ending;

    GracefulCloseTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        pair = world.pair();
        ending = over(pair.first(), user);
    }

    private void closeGracefully(BufferEvent which) {
        which.closeGracefully(ms(100), (closed, result) -> {
            assertTrue(closed.isClosed());
            note(text(result));
        });
    }

    private static String text(CloseResult result) {
        return switch (result) {
            case CloseResult.Complete _ -> "complete";
            case CloseResult.Cut(long unsent) -> "cut," + unsent;
            case CloseResult.Failed failed -> "failed," + failed.unsent();
        };
    }

    private void turn(int times) {
        for (int i = 0; i < times; i++) {
            look();
        }
    }

    @Test
    void allIsSentAndThePeersEndMakesItComplete() throws IOException {
        ending.write("last words");
        closeGracefully(ending);
        look();
        world.settle(pair.second(), EventMask.READ);
        assertEquals("last words", Bytes.receive(pair.second()));
        world.settle(pair.second(), EventMask.READ);
        assertEquals("", Bytes.receive(pair.second()));
        assertRan("");
        pair.second().shutdown(Shutdown.WRITING);
        settleAndLook(pair.first());
        assertRan("complete");
        assertTrue(ending.isClosed());
    }

    @Test
    void whatThePeerStillSendsIsDiscarded() throws IOException {
        closeGracefully(ending);
        Bytes.send(pair.second(), "too late");
        settleAndLook(pair.first());
        assertEquals(0, ending.input().length());
        pair.second().shutdown(Shutdown.WRITING);
        settleAndLook(pair.first());
        assertRan("complete");
    }

    @Test
    void aPeerThatHasEndedBeforeIsNotWaitedFor() throws IOException {
        ending.enable(EventMask.READ);
        pair.second().shutdown(Shutdown.WRITING);
        settleAndLook(pair.first());
        assertRan("user.READING|EOF");
        ending.write("answer");
        closeGracefully(ending);
        assertRan("");
        turn(2);
        assertRan("complete");
        world.settle(pair.second(), EventMask.READ);
        assertEquals("answer", Bytes.receive(pair.second()));
    }

    @Test
    void aPeerThatDoesNotEndIsCutAtTheDeadline() {
        ending.write("x");
        closeGracefully(ending);
        look();
        pass(99);
        look();
        assertRan("");
        pass(1);
        look();
        assertRan("cut,0");
    }

    @Test
    void aPeerThatDoesNotReadIsCutWithACountOfWhatIsLost() {
        ending.write(new byte[8 << 20]);
        closeGracefully(ending);
        turn(20);
        long left = ending.output().length();
        assertTrue(left > 0);
        pass(100);
        turn(1);
        assertRan("cut," + left);
    }

    @Test
    void aPeerThatIsGoneIsAFailure() {
        pair.second().close();
        ending.write("x");
        closeGracefully(ending);
        for (int i = 0; i < 10 && !ending.isClosed(); i++) {
            settleAndLook(pair.first());
        }
        assertTrue(ending.isClosed());
        assertRanOneOf("failed,0", "failed,1"); // Reading or writing fails first.
    }

    @Test
    void toCloseItInBetweenIsACut() {
        ending.disable(EventMask.WRITE);
        ending.write("never sent");
        closeGracefully(ending);
        ending.close();
        assertRan("cut,10");
    }

    @Test
    void theUserIsNotCalledAnyMoreAndCannotWrite() {
        closeGracefully(ending);
        assertThrows(RuntimeException.class, () -> ending.write("no"));
        Bytes.send(pair.second(), "x");
        settleAndLook(pair.first());
        ending.close();
        assertRan("cut,0");
    }

    @Test
    void aFilterWaitsForTheOneBelow() throws IOException {
        var filter = FilterBufferEvent.of(
                ending, GracefulCloseTest::copy, GracefulCloseTest::copy, null, BufferEventOption.CLOSE_ON_FREE);
        world.atTheEnd(filter::close);
        filter.write(new byte[4 << 20]);
        pair.second().shutdown(Shutdown.WRITING);
        closeGracefully(filter);
        long[] received = new long[1];
        var reader = base.event(
                        pair.second(),
                        EventMask.READ.or(EventMask.PERSIST),
                        (_, _) -> received[0] += Bytes.receive(pair.second()).length())
                .add();
        while (!filter.isClosed()) {
            base.loop(LoopFlag.ONCE);
        }
        assertRan("complete");
        while (received[0] < 4 << 20) {
            base.loop(LoopFlag.ONCE);
        }
        reader.close();
        assertTrue(ending.isClosed());
    }

    private static FilterResult copy(EvBuffer source, EvBuffer target, long limit, FlushMode mode) {
        target.addBuffer(source);
        return FilterResult.OK;
    }

    @Test
    void aNegativeDeadlineAndAClosedBufferEventAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> ending.closeGracefully(Duration.ofMillis(-1), (_, _) -> {}));
        assertFalse(ending.isClosed());
        ending.close();
        assertThrows(IllegalStateException.class, () -> ending.closeGracefully(ms(1), (_, _) -> {}));
    }

    @Test
    void anOutputIsFullFromItsHighMarkUntilHalfOfItIsLeft() {
        var drained = new int[1];
        ending.callbacks(new BufferEventCallbacks() {
            @Override
            public void onDrained(BufferEvent same) {
                drained[0]++;
                assertFalse(same.isOutputFull());
                assertTrue(same.output().length() <= BufferEvent.DEFAULT_OUTPUT_MARK / 2);
            }
        });
        ending.write(new byte[(int) BufferEvent.DEFAULT_OUTPUT_MARK]);
        assertFalse(ending.isOutputFull());
        ending.write("x");
        assertTrue(ending.isOutputFull());
        var reader = base.event(
                        pair.second(), EventMask.READ.or(EventMask.PERSIST), (_, _) -> Bytes.receive(pair.second()))
                .add();
        while (!ending.output().isEmpty()) {
            base.loop(LoopFlag.ONCE);
        }
        reader.close();
        assertEquals(1, drained[0]);
    }
}

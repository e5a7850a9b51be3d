package io.gyre.conformance.event;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.bufferevent.BlockingStreams;
import io.gyre.bufferevent.BufferEventCallbacks;
import io.gyre.bufferevent.BufferEventOption;
import io.gyre.bufferevent.SocketBufferEvent;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.net.FdPair;
import io.gyre.net.Shutdown;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bridge to code that waits. Each test runs the loop while a virtual thread uses the streams. */
@EachMechanism
@SuppressWarnings("NullAway.Init") // By connect().
class BlockingStreamsTest extends BufferEventSuite {
    private FdPair pair;
    private SocketBufferEvent socket;
    private BlockingStreams streams;

    BlockingStreamsTest(String mechanism) {
        super(World.named(mechanism));
    }

    @BeforeEach
    void connect() {
        world.allowRealWaits();
        pair = world.pair();
        socket = over(pair.first(), new BufferEventCallbacks() {}, BufferEventOption.THREADSAFE);
        streams = socket.blocking();
    }

    /** {@return what {@code task} gives in a virtual thread, while the loop runs} */
    private int whileLooping(Callable<Integer> task) throws ExecutionException, InterruptedException {
        var result = new FutureTask<>(task);
        Thread.ofVirtual().start(() -> {
            result.run();
            base.execute(base::loopBreak); // From the loop, which may not have begun.
        });
        base.loop(LoopFlag.NO_EXIT_ON_EMPTY);
        return result.get();
    }

    private Throwable failureWhileLooping(Callable<Integer> task) {
        return requireNonNull(
                assertThrows(ExecutionException.class, () -> whileLooping(task)).getCause());
    }

    @Test
    void aReadWaitsForBytesAndGivesTheEndAtTheEnd() throws Exception {
        base.after(ms(0), () -> Bytes.send(pair.second(), "hello"));
        byte[] target = new byte[16];
        assertEquals(5, whileLooping(() -> streams.input().read(target)));
        assertEquals("hello", new String(target, 0, 5, StandardCharsets.US_ASCII));
        pair.second().shutdown(Shutdown.WRITING);
        assertEquals(-1, whileLooping(() -> streams.input().read()));
        assertEquals(-1, streams.input().read());
    }

    @Test
    void muchIsWrittenWithoutBeingHeldInMemoryAndArrivesWhole() throws Exception {
        byte[] sent = new byte[6 << 20];
        new Random(1).nextBytes(sent);
        var received = new ByteArrayOutputStream();
        long[] most = new long[1];
        var reader = base.event(pair.second(), EventMask.READ.or(EventMask.PERSIST), (_, _) -> {
                    most[0] = Math.max(most[0], socket.output().length());
                    received.writeBytes(Bytes.receiveBytes(pair.second(), 65536));
                })
                .add();
        whileLooping(() -> {
            streams.output().write(sent);
            streams.output().close();
            return 0;
        });
        while (received.size() < sent.length) {
            base.loop(LoopFlag.ONCE);
        }
        reader.close();
        assertArrayEquals(sent, received.toByteArray());
        assertTrue(most[0] <= (1 << 20) + BlockingStreams.READ_AHEAD, () -> "held " + most[0]);
    }

    @Test
    void aFlushWaitsUntilTheKernelHasAll() throws Exception {
        whileLooping(() -> {
            streams.output().write("abc".getBytes(StandardCharsets.US_ASCII));
            streams.output().flush();
            return 0;
        });
        assertEquals(0, socket.output().length());
        world.settle(pair.second(), EventMask.READ);
        assertEquals("abc", Bytes.receive(pair.second()));
    }

    @Test
    void aReadTimeoutEndsOneCallAndTheNextWaitsAnew() throws Exception {
        socket.timeouts(ms(50), null);
        pass(50);
        assertTrue(failureWhileLooping(() -> streams.input().read()) instanceof SocketTimeoutException);
        base.after(ms(0), () -> Bytes.send(pair.second(), "x"));
        assertEquals('x', whileLooping(() -> streams.input().read()));
    }

    @Test
    void theTimeBetweenACallThatTimedOutAndTheNextDoesNotCount() throws Exception {
        socket.timeouts(ms(50), null);
        pass(50);
        assertTrue(failureWhileLooping(() -> streams.input().read()) instanceof SocketTimeoutException);
        pass(500);
        base.loop(LoopFlag.NONBLOCK);
        base.after(ms(0), () -> Bytes.send(pair.second(), "x"));
        assertEquals('x', whileLooping(() -> streams.input().read()));
    }

    @Test
    void toCloseTheBufferEventWakesWhoeverWaits() {
        base.after(ms(0), socket::close);
        assertTrue(failureWhileLooping(() -> streams.input().read()) instanceof IOException);
    }

    @Test
    void anInterruptEndsTheWait() {
        assertTrue(
                failureWhileLooping(() -> {
                            Thread.currentThread().interrupt();
                            return streams.input().read();
                        })
                        instanceof InterruptedIOException);
    }

    @Test
    void theLoopsThreadMustNotWaitForItself() {
        var thrown = new Throwable[1];
        base.after(ms(0), () -> {
            thrown[0] = assertThrows(
                    IllegalStateException.class, () -> streams.input().read());
            base.loopBreak();
        });
        base.dispatch();
        assertTrue(String.valueOf(thrown[0]).contains("wait for itself"));
    }

    @Test
    void aPeerThatIsGoneFailsTheWriter() {
        pair.second().close();
        assertTrue(
                failureWhileLooping(() -> {
                            while (true) {
                                streams.output().write(new byte[1024]);
                                streams.output().flush();
                            }
                        })
                        instanceof IOException);
    }

    @Test
    void withoutALockThereAreNoStreams() {
        var plain = over(world.pair().first(), new BufferEventCallbacks() {});
        var refused = assertThrows(IllegalStateException.class, plain::blocking);
        assertTrue(refused.toString().contains("THREADSAFE"));
    }
}

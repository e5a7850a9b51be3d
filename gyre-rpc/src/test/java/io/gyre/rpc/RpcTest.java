package io.gyre.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.http.Method;
import io.gyre.http.client.ClientRequest;
import io.gyre.http.server.BoundSocket;
import io.gyre.rpc.messages.Inner;
import io.gyre.rpc.messages.Msg;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Calls over real sockets, with both sides on one loop. */
class RpcTest {
    private static final RpcMethod<Inner, Msg> ECHO = new RpcMethod<>("Echo", Inner.TYPE, Msg.TYPE);
    private static final RpcMethod<Inner, Msg> NEVER = new RpcMethod<>("Never", Inner.TYPE, Msg.TYPE);
    private static final Inner QUESTION = Inner.builder().a(7).s("why").build();

    private final RunningServer running = start();
    private final RpcServer server = running.server;
    private final RpcPool pool = running.pool;

    private static RunningServer start() {
        try {
            var made = new RunningServer(1);
            made.server.register(ECHO, call -> call.reply(answer(call.request())));
            return made;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Msg answer(Inner question) {
        return Msg.builder().name(question.s().orElse("")).num(question.a()).build();
    }

    @AfterEach
    void close() {
        running.close();
    }

    private <T> T await(CompletableFuture<T> future) throws RpcException {
        running.runUntil(future::isDone);
        try {
            return future.join();
        } catch (CompletionException failed) {
            throw (RpcException) failed.getCause();
        }
    }

    private RpcException failure(CompletableFuture<?> future) {
        return assertThrows(RpcException.class, () -> await(future));
    }

    private Msg ask() throws RpcException {
        return await(pool.call(ECHO, QUESTION));
    }

    /** {@return the status of an HTTP request to a method} */
    private ClientRequest post(Method method, String path, String content) {
        var answered = new AtomicReference<@Nullable ClientRequest>();
        var request = new ClientRequest(method, path, answered::set);
        request.output().add(content);
        var connection = running.connection();
        connection.send(request);
        running.runUntil(() -> answered.get() != null);
        connection.close();
        return request;
    }

    /** */
    @Test
    void nonsenseIsAnsweredBy503() throws RpcException {
        assertEquals(503, post(Method.POST, "/.rpc.Echo", "Some Nonsense").status());
        assertEquals(answer(QUESTION), ask());
    }

    /** */
    @Test
    void whatIsNoPostOrEmptyIsAnsweredBy503() {
        assertEquals(503, post(Method.GET, "/.rpc.Echo", "Some Nonsense").status());
        assertEquals(503, post(Method.POST, "/.rpc.Echo", "").status());
    }

    @Test
    void anUnknownMethodIsNotFound() {
        assertEquals(404, post(Method.POST, "/.rpc.None", "x").status());
        RpcException why = failure(pool.call(NEVER, QUESTION));
        assertEquals(RpcError.BAD_PAYLOAD, why.error());
        assertTrue(String.valueOf(why.getMessage()).startsWith("Never: HTTP status 404"), why::toString);
    }

    /** */
    @Test
    void hooksOnBothSidesSeeAndChangeWhatGoesByThem() throws IOException {
        server.addHook(HookPosition.INPUT, (context, payload) -> {
            context.requestHeaders().add("X-Hook", "input");
            assertNotNull(context.transport());
            return HookResult.CONTINUE;
        });
        server.addHook(HookPosition.OUTPUT, (context, payload) -> {
            context.responseHeaders().add("X-Hook", "output");
            return HookResult.CONTINUE;
        });
        server.unregister("Echo");
        server.register(ECHO, call -> {
            assertEquals("input", call.requestHeaders().find("X-Hook"));
            assertEquals(Method.POST, call.http().method());
            call.reply(answer(call.request()));
        });
        pool.addHook(HookPosition.OUTPUT, (context, payload) -> {
            context.metadata().put("meta", "test");
            return HookResult.CONTINUE;
        });
        pool.addHook(HookPosition.INPUT, (context, payload) -> {
            assertEquals("output", context.responseHeaders().find("X-Hook"));
            context.responseHeaders().remove("X-Hook");
            context.responseHeaders().add("X-Pool-Hook", "ran");
            assertEquals("test", context.metadata().get("meta"));
            assertNotNull(context.transport());
            assertEquals("Echo", context.method());
            return HookResult.CONTINUE;
        });
        for (int i = 0; i < 3; i++) {
            var ended = new AtomicReference<@Nullable RpcResult<Msg>>();
            pool.call(ECHO, QUESTION, (context, result) -> {
                assertEquals("ran", context.responseHeaders().find("X-Pool-Hook"));
                ended.set(result);
            });
            running.runUntil(() -> ended.get() != null);
            assertEquals(new RpcResult.Replied<>(answer(QUESTION)), ended.get());
        }
    }

    /** */
    @Test
    void callsWaitInLineForAConnection() throws RpcException {
        var order = new ArrayList<Integer>();
        List<CompletableFuture<Void>> calls = IntStream.range(0, 20)
                .mapToObj(i -> pool.call(ECHO, Inner.builder().a(i).build()))
                .map(call -> call.thenAccept(reply -> order.add(reply.num())))
                .toList();
        for (CompletableFuture<Void> call : calls) {
            await(call);
        }
        assertEquals(IntStream.range(0, 20).boxed().toList(), order);
        assertEquals(0, pool.queued());
    }

    @Test
    void aConnectionThatIsAddedTakesACallThatWaits() throws RpcException {
        var held = new AtomicReference<@Nullable RpcCall<Inner, Msg>>();
        server.register(NEVER, held::set);
        CompletableFuture<Msg> first = pool.call(NEVER, QUESTION);
        running.runUntil(() -> held.get() != null);
        CompletableFuture<Msg> second = pool.call(ECHO, QUESTION);
        running.runUntil(() -> pool.queued() == 1);
        pool.addConnection(running.connection());
        assertEquals(answer(QUESTION), await(second));
        assertFalse(first.isDone());
        Objects.requireNonNull(held.get()).reply(answer(QUESTION));
        assertEquals(answer(QUESTION), await(first));
    }

    /** Each message is held up once on each side, in both directions: libevent's {@code basic_client_with_pause}. */
    @Test
    void pausedCallsGoOnWhereTheyWere() throws RpcException {
        var pauses = new ArrayList<HookPosition>();
        RpcHook input = (context, payload) -> pause(context, HookPosition.INPUT, pauses);
        RpcHook output = (context, payload) -> pause(context, HookPosition.OUTPUT, pauses);
        server.addHook(HookPosition.INPUT, input);
        server.addHook(HookPosition.OUTPUT, output);
        pool.addHook(HookPosition.INPUT, input);
        pool.addHook(HookPosition.OUTPUT, output);
        assertEquals(answer(QUESTION), ask());
        assertEquals(List.of(HookPosition.OUTPUT, HookPosition.INPUT, HookPosition.OUTPUT, HookPosition.INPUT), pauses);
        assertTrue(pool.removeHook(HookPosition.INPUT, input));
        assertFalse(pool.removeHook(HookPosition.INPUT, input));
    }

    private HookResult pause(RpcContext context, HookPosition position, List<HookPosition> pauses) {
        running.base.after(Duration.ofMillis(1), () -> {
            assertTrue(context.isPaused());
            pauses.add(position);
            context.resume(HookResult.CONTINUE);
        });
        return HookResult.PAUSE;
    }

    @Test
    void hooksAfterOneThatPausedAreCalledToo() throws RpcException {
        var order = new ArrayList<String>();
        server.addHook(HookPosition.INPUT, (context, payload) -> {
            order.add("first");
            running.base.execute(() -> context.resume(HookResult.CONTINUE));
            return HookResult.PAUSE;
        });
        server.addHook(HookPosition.INPUT, (context, payload) -> {
            order.add("second");
            return HookResult.CONTINUE;
        });
        ask();
        assertEquals(List.of("first", "second"), order);
    }

    @Test
    void aHookEndsACall() throws RpcException {
        RpcHook end = (context, payload) -> HookResult.TERMINATE;
        pool.addHook(HookPosition.OUTPUT, end);
        assertEquals(RpcError.UNSTARTED, failure(pool.call(ECHO, QUESTION)).error());
        pool.removeHook(HookPosition.OUTPUT, end);
        pool.addHook(HookPosition.INPUT, end);
        assertEquals(RpcError.HOOK_ABORTED, failure(pool.call(ECHO, QUESTION)).error());
        pool.removeHook(HookPosition.INPUT, end);
        for (HookPosition position : HookPosition.values()) {
            server.addHook(position, end);
            RpcException why = failure(pool.call(ECHO, QUESTION));
            assertEquals("Echo: HTTP status 503 a hook ended the call", why.getMessage());
            server.removeHook(position, end);
        }
        assertEquals(answer(QUESTION), ask());
    }

    @Test
    void aHookThatThrowsEndsTheCallAndIsReported() {
        var thrown = new ArrayList<Throwable>();
        pool.addHook(HookPosition.OUTPUT, (context, payload) -> {
            thrown.add(new IllegalStateException("by a hook"));
            throw (IllegalStateException) thrown.getFirst();
        });
        assertEquals(RpcError.UNSTARTED, failure(pool.call(ECHO, QUESTION)).error());
        assertEquals(1, thrown.size());
    }

    /** */
    @Test
    void aCallThatIsNotAnsweredTimesOut() throws RpcException {
        var held = new AtomicReference<@Nullable RpcCall<Inner, Msg>>();
        server.register(NEVER, held::set);
        pool.timeout(Duration.ofMillis(50));
        RpcException why = failure(pool.call(NEVER, QUESTION));
        assertEquals(RpcError.TIMEOUT, why.error());
        assertEquals(1, why.error().value());
        RpcCall<Inner, Msg> late = held.get();
        assertNotNull(late);
        late.reply(answer(QUESTION));
        pool.timeout(Duration.ofSeconds(20));
        assertEquals(answer(QUESTION), ask());
    }

    @Test
    void aCallThatWaitsInLineTimesOutToo() {
        var held = new AtomicReference<@Nullable RpcCall<Inner, Msg>>();
        server.register(NEVER, held::set);
        var _ = pool.call(NEVER, QUESTION);
        running.runUntil(() -> held.get() != null);
        pool.timeout(Duration.ofMillis(20));
        RpcException why = failure(pool.call(ECHO, QUESTION));
        assertEquals("Echo: no connection was free in time", why.getMessage());
        assertEquals(0, pool.queued());
    }

    @Test
    void moreThanTheLineHoldsAreNotStarted() {
        server.register(NEVER, call -> {});
        pool.maxQueued(1);
        var _ = pool.call(NEVER, QUESTION);
        var _ = pool.call(NEVER, QUESTION);
        RpcException why = failure(pool.call(NEVER, QUESTION));
        assertEquals(RpcError.UNSTARTED, why.error());
    }

    @Test
    void aCancelledCallLeavesTheConnectionToTheNext() throws RpcException {
        var held = new AtomicReference<@Nullable RpcCall<Inner, Msg>>();
        server.register(NEVER, held::set);
        CompletableFuture<Msg> call = pool.call(NEVER, QUESTION);
        CompletableFuture<Msg> waiting = pool.call(NEVER, QUESTION);
        CompletableFuture<Msg> next = pool.call(ECHO, QUESTION);
        running.runUntil(() -> held.get() != null);
        assertTrue(waiting.cancel(false));
        assertTrue(call.cancel(false));
        assertEquals(answer(QUESTION), await(next));
        RpcCall<Inner, Msg> late = held.get();
        assertNotNull(late);
        late.reply(answer(QUESTION));
    }

    @Test
    void aServerThatIsNotThereBreaksTheCall() throws IOException {
        running.http.sockets().forEach(BoundSocket::close);
        RpcException why = failure(pool.call(ECHO, QUESTION));
        assertEquals(RpcError.BROKEN, why.error());
        assertInstanceOf(IOException.class, why.getCause());
    }

    @Test
    void closingThePoolEndsItsCalls() {
        server.register(NEVER, call -> {});
        CompletableFuture<Msg> sent = pool.call(NEVER, QUESTION);
        CompletableFuture<Msg> waiting = pool.call(NEVER, QUESTION);
        running.runUntil(() -> pool.queued() == 1);
        pool.close();
        assertEquals(RpcError.CANCELLED, failure(sent).error());
        assertEquals(RpcError.CANCELLED, failure(waiting).error());
        assertEquals(RpcError.UNSTARTED, failure(pool.call(ECHO, QUESTION)).error());
    }

    @Test
    void closingTheServerEndsWhatIsPaused() {
        server.addHook(HookPosition.INPUT, (context, payload) -> HookResult.PAUSE);
        CompletableFuture<Msg> call = pool.call(ECHO, QUESTION);
        running.runUntil(() -> !server.hooks().paused().isEmpty());
        server.close();
        assertEquals("Echo: HTTP status 503 the server is closed", failure(call).getMessage());
        assertThrows(IllegalStateException.class, () -> server.register(NEVER, never -> {}));
        assertEquals(404, post(Method.POST, "/.rpc.Echo", "x").status());
    }

    /** libevent would leak the call; here it is thrown away with the connection, and to resume it does nothing. */
    @Test
    void aCallerMayLeaveWhileItsCallIsPaused() throws RpcException {
        var paused = new AtomicReference<@Nullable RpcContext>();
        RpcHook hook = (context, payload) -> {
            paused.set(context);
            return HookResult.PAUSE;
        };
        server.addHook(HookPosition.INPUT, hook);
        CompletableFuture<Msg> call = pool.call(ECHO, QUESTION);
        running.runUntil(() -> paused.get() != null);
        assertTrue(call.cancel(false));
        server.removeHook(HookPosition.INPUT, hook);
        RpcContext left = paused.get();
        assertNotNull(left);
        left.resume(HookResult.CONTINUE);
        running.runUntil(() -> running.http.connectionCount() == 0);
        assertEquals(answer(QUESTION), ask());
        assertTrue(server.hooks().paused().isEmpty());
    }

    // Answering.

    private RpcException answered(RpcHandler<Inner, Msg> handler) {
        server.register(NEVER, handler);
        return failure(pool.call(NEVER, QUESTION));
    }

    @Test
    void anIncompleteReplyIsAnsweredBy503() {
        RpcException why = answered(call -> call.reply(Msg.builder().num(1)));
        assertEquals("Never: HTTP status 503 the reply is without name", why.getMessage());
    }

    @Test
    void aCompleteBuilderIsAReply() throws RpcException {
        server.register(NEVER, call -> call.reply(Msg.builder().num(1).name("n")));
        assertEquals(1, await(pool.call(NEVER, QUESTION)).num());
    }

    @Test
    void aHandlerThatThrowsIsAnsweredBy503() throws RpcException {
        RpcException why = answered(call -> {
            throw new IllegalStateException("by a handler");
        });
        assertEquals(RpcError.BAD_PAYLOAD, why.error());
        assertEquals(answer(QUESTION), ask());
    }

    @Test
    void aReplyThatCannotBeSentIsAnsweredBy503() {
        RpcException why =
                answered(call -> call.reply(Msg.builder().num(1).name("\ud800").build()));
        assertTrue(String.valueOf(why.getMessage()).contains("surrogate"), why::toString);
    }

    @Test
    void aRequestThatCannotBeSentIsNotStarted() throws RpcException {
        RpcException why =
                failure(pool.call(ECHO, Inner.builder().a(1).s("\ud800").build()));
        assertEquals(RpcError.UNSTARTED, why.error());
        assertEquals(answer(QUESTION), ask());
    }

    @Test
    void aSecondReplyIsRefused() throws RpcException {
        var second = new AtomicReference<@Nullable IllegalStateException>();
        server.register(NEVER, call -> {
            call.reply(answer(call.request()));
            second.set(assertThrows(IllegalStateException.class, () -> call.reply(answer(call.request()))));
            call.fail(); // Too late, and no harm.
        });
        assertEquals(answer(QUESTION), await(pool.call(NEVER, QUESTION)));
        assertNotNull(second.get());
    }

    @Test
    void repliesComeFromAnyThread() throws Exception {
        server.registerAsync(NEVER, question -> CompletableFuture.supplyAsync(() -> answer(question)));
        assertEquals(answer(QUESTION), await(pool.call(NEVER, QUESTION)));
        server.unregister("Never");
        server.registerAsync(NEVER, question -> CompletableFuture.failedFuture(new IOException("no")));
        assertEquals(RpcError.BAD_PAYLOAD, failure(pool.call(NEVER, QUESTION)).error());
    }

    @Test
    void aMethodIsRegisteredOnce() {
        assertThrows(IllegalStateException.class, () -> server.register(ECHO, call -> {}));
        assertTrue(server.unregister("Echo"));
        assertFalse(server.unregister("Echo"));
        assertThrows(IllegalArgumentException.class, () -> new RpcMethod<>("a/b", Inner.TYPE, Msg.TYPE));
    }

    // Blocking.

    private <T> T elsewhere(Supplier<CompletableFuture<T>> making) throws InterruptedException, ExecutionException {
        CompletableFuture<T> future = making.get();
        running.runUntil(future::isDone);
        return future.get();
    }

    @Test
    void virtualThreadsWaitForReplies() throws Exception {
        var reply = elsewhere(() -> {
            var result = new CompletableFuture<Msg>();
            Thread.ofVirtual().start(() -> {
                try {
                    result.complete(pool.callBlocking(ECHO, QUESTION));
                } catch (IOException | InterruptedException failed) {
                    result.completeExceptionally(failed);
                }
            });
            return result;
        });
        assertEquals(answer(QUESTION), reply);
    }

    @Test
    void aLoopDoesNotWaitForItself() {
        var why = new AtomicReference<@Nullable Throwable>();
        running.base.execute(
                () -> why.set(assertThrows(IllegalStateException.class, () -> pool.callBlocking(ECHO, QUESTION))));
        running.runUntil(() -> why.get() != null);
        assertInstanceOf(IllegalStateException.class, why.get());
    }

    @Test
    void connectionsComeAndGo() {
        var connection = running.connection();
        pool.addConnection(connection);
        assertEquals(2, pool.connections());
        assertTrue(pool.removeConnection(connection));
        assertFalse(pool.removeConnection(connection));
        assertEquals(1, pool.connections());
        connection.close();
    }
}

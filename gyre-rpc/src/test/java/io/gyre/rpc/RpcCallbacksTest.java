package io.gyre.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.rpc.messages.Inner;
import io.gyre.rpc.messages.Msg;
import io.gyre.tag.MessageType;
import io.gyre.tag.TagWriter;
import io.gyre.tag.TaggedMessage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What callbacks, hooks and messages that throw may not do to other calls. */
class RpcCallbacksTest {
    private static final RpcMethod<Inner, Msg> ECHO = new RpcMethod<>("Echo", Inner.TYPE, Msg.TYPE);
    private static final RpcMethod<Inner, Msg> NEVER = new RpcMethod<>("Never", Inner.TYPE, Msg.TYPE);
    private static final Inner QUESTION = Inner.builder().a(7).s("why").build();

    private final RunningServer running = start();
    private final RpcPool pool = running.pool;
    private final List<RpcError> failures = new ArrayList<>();
    private final List<RpcCall<Inner, Msg>> unanswered = new ArrayList<>();

    /** A message whose code is broken. */
    private record Broken() implements TaggedMessage {
        private static final MessageType<Broken> TYPE = new MessageType<>("Broken", _ -> {
            throw new IllegalStateException("cannot be read");
        });

        @Override
        public void writeTo(TagWriter writer) {
            throw new IllegalStateException("cannot be written");
        }
    }

    private RunningServer start() {
        try {
            var made = new RunningServer(1);
            made.server.register(
                    ECHO, call -> call.reply(Msg.builder().name("x").num(1).build()));
            return made;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @AfterEach
    void close() {
        running.close();
    }

    private void note(RpcResult<?> result) {
        if (result instanceof RpcResult.Failed<?>(var why)) {
            failures.add(why.error());
        }
    }

    private void assertWorks() {
        CompletableFuture<Msg> next = pool.call(ECHO, QUESTION);
        running.runUntil(next::isDone);
        assertEquals(1, next.resultNow().num());
    }

    private void registerNever() {
        running.server.register(NEVER, unanswered::add);
    }

    @Test
    void manyCallsThatAHookEndsEndOneAfterTheOther() {
        registerNever();
        RpcHook refusing = (_, _) -> HookResult.TERMINATE;
        CompletableFuture<Msg> first = pool.call(NEVER, QUESTION);
        running.runUntil(() -> !unanswered.isEmpty());
        for (int i = 0; i < 10_000; i++) {
            pool.call(ECHO, QUESTION, (_, result) -> note(result));
        }
        running.runUntil(() -> pool.queued() == 10_000);
        pool.addHook(HookPosition.OUTPUT, refusing);
        unanswered.getFirst().fail();
        running.runUntil(() -> failures.size() == 10_000);
        running.runUntil(first::isDone);
        pool.removeHook(HookPosition.OUTPUT, refusing);
        assertWorks();
    }

    @Test
    void callThatWaitsBeginsThoughTheCallbackOfTheOneBeforeThrows() {
        RpcHook refusing = (_, _) -> HookResult.TERMINATE;
        pool.addHook(HookPosition.OUTPUT, refusing);
        for (int i = 0; i < 3; i++) {
            pool.call(ECHO, QUESTION, (_, result) -> {
                note(result);
                throw new IllegalStateException("thrown by a callback");
            });
        }
        running.runUntil(() -> failures.size() == 3);
        pool.removeHook(HookPosition.OUTPUT, refusing);
        assertWorks();
    }

    @Test
    void messageThatCannotBeWrittenFailsItsCall() {
        var method = new RpcMethod<>("Echo", Broken.TYPE, Msg.TYPE);
        pool.call(method, new Broken(), (_, result) -> note(result));
        running.runUntil(() -> failures.size() == 1);
        assertEquals(List.of(RpcError.UNSTARTED), failures);
        assertWorks();
    }

    @Test
    void replyThatCannotBeReadFailsItsCall() {
        pool.call(new RpcMethod<>("Echo", Inner.TYPE, Broken.TYPE), QUESTION, (_, result) -> note(result));
        running.runUntil(() -> failures.size() == 1);
        assertEquals(List.of(RpcError.BAD_PAYLOAD), failures);
        assertWorks();
    }

    @Test
    void replyThatCannotBeWrittenIsAnsweredBy503() {
        var method = new RpcMethod<>("Broken", Inner.TYPE, Broken.TYPE);
        running.server.registerAsync(method, _ -> CompletableFuture.completedFuture(new Broken()));
        pool.call(method, QUESTION, (_, result) -> note(result));
        running.runUntil(() -> failures.size() == 1);
        assertEquals(List.of(RpcError.BAD_PAYLOAD), failures);
    }

    @Test
    void callThatIsAnsweredAfterTheServerWasClosedGets503() {
        registerNever();
        pool.call(NEVER, QUESTION, (_, result) -> note(result));
        running.runUntil(() -> !unanswered.isEmpty());
        running.server.close();
        unanswered.getFirst().reply(Msg.builder().name("x").num(1).build());
        running.runUntil(() -> failures.size() == 1);
        assertEquals(List.of(RpcError.BAD_PAYLOAD), failures);
    }

    @Test
    void closeEndsAllCallsThoughCallbacksThrow() {
        registerNever();
        for (int i = 0; i < 3; i++) {
            pool.call(NEVER, QUESTION, (_, result) -> {
                note(result);
                throw new IllegalStateException("thrown by a callback");
            });
        }
        running.runUntil(() -> !unanswered.isEmpty());
        pool.close();
        assertEquals(3, failures.size());
        assertEquals(0, pool.connections());
    }
}

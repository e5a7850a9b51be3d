package io.gyre.conformance.event;

import io.gyre.event.EventBase;
import io.gyre.event.EventBaseGroup;
import io.gyre.event.EventConfig;
import io.gyre.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A loop suite whose groups run on threads, and so in the time that it is. */
abstract class GroupSuite extends LoopSuite {
    GroupSuite(World world) {
        super(world);
    }

    /** Every mechanism but the simulated ones, which know one thread only. */
    static Stream<String> mechanisms() {
        return World.names().filter(name -> !World.isSimulated(name));
    }

    final EventConfig config() {
        return world.config().clock(Clock.system()).build();
    }

    /** {@return a group that is not started, and closed when the test is over} */
    final EventBaseGroup group(int loops) {
        var made = new EventBaseGroup("test", loops, config());
        world.atTheEnd(made::close);
        return made;
    }

    /** {@return what {@code question} says on the loop's thread} */
    static <T> T on(EventBase base, Supplier<T> question) throws Exception {
        var answer = new CompletableFuture<T>();
        base.execute(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error thrown) {
                answer.completeExceptionally(thrown);
            }
        });
        return answer.get(60, TimeUnit.SECONDS);
    }
}

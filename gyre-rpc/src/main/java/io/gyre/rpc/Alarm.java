package io.gyre.rpc;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A timer that serves one call after another. */
final class Alarm {
    private final Event timer;
    private @Nullable PooledCall<?, ?> call;

    Alarm(EventBase base) {
        timer = base.timer((_, _) -> ring()).name("rpc call");
    }

    void set(PooledCall<?, ?> of, Duration after) {
        call = of;
        timer.add(after);
    }

    private void ring() {
        if (call != null) {
            call.timedOut();
        }
    }

    void stop() {
        call = null;
        timer.remove();
    }

    void close() {
        timer.close();
    }
}

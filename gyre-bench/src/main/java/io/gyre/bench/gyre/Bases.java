package io.gyre.bench.gyre;

import io.gyre.event.BaseFlag;
import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.LoopFlag;
import java.time.Duration;

/** Bases and flags that the peers have in common. */
final class Bases {
    /** Shared, because a call with the flags spelled out makes an array. */
    static final LoopFlag[] ONE_POLL = {LoopFlag.ONCE, LoopFlag.NONBLOCK};

    static final LoopFlag[] NONBLOCK = {LoopFlag.NONBLOCK};

    private static final Duration SPIN = Duration.ofNanos(50_000);

    private Bases() {}

    /**
     * {@return a base} Libevent's peers never switch its locks on, so {@code nolock} is what compares with them; the default
     * shows what the lock costs. {@code spin} is the default, but looks for 50 microseconds before each sleep, and {@code uring} is the
     * default on another mechanism, which {@code async} lets move the bytes by itself.
     */
    static EventBase of(String locking) {
        var config = EventConfig.builder();
        switch (locking) {
            case "nolock" -> config.flag(BaseFlag.NOLOCK);
            case "spin" -> config.spin(SPIN);
            case "uring" -> config.preferMethod("io_uring");
            case "async" -> config.preferMethod("io_uring").flag(BaseFlag.STARTUP_IOCP);
            default -> {}
        }
        return new EventBase(config.build());
    }
}

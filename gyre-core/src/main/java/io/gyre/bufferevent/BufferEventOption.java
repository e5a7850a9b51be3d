package io.gyre.bufferevent;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How a bufferevent behaves: {@code bufferevent_options}. */
public enum BufferEventOption {
    /** Closes the transport below with the bufferevent: {@code BEV_OPT_CLOSE_ON_FREE}. */
    CLOSE_ON_FREE,

    /** Makes it usable from several threads, under one lock for it and its buffers: {@code BEV_OPT_THREADSAFE}. */
    THREADSAFE,

    /** Calls back from the loop, never from inside the call that caused it: {@code BEV_OPT_DEFER_CALLBACKS}. */
    DEFER_CALLBACKS,

    /** Releases the lock while calling back; needs {@link #DEFER_CALLBACKS}: {@code BEV_OPT_UNLOCK_CALLBACKS}. */
    UNLOCK_CALLBACKS,

    /**
     * Has the mechanism move the bytes of a socket by itself, instead of telling when it can be read or written: {@code bufferevent_async},
     * which in C goes with the base only, as {@link io.gyre.event.BaseFlag#STARTUP_IOCP} does here. Refused where the mechanism cannot.
     */
    ASYNC;

    /** By the options' bits: thousands of bufferevents have the same. */
    private static final List<Set<BufferEventOption>> SETS = IntStream.range(0, 1 << values().length)
            .mapToObj(bits -> Arrays.stream(values())
                    .filter(option -> (bits & option.bit()) != 0)
                    .collect(Collectors.toUnmodifiableSet()))
            .toList();

    static Set<BufferEventOption> shared(BufferEventOption... options) {
        int bits = 0;
        for (BufferEventOption option : options) {
            bits |= option.bit();
        }
        return SETS.get(bits);
    }

    private int bit() {
        return switch (this) {
            case CLOSE_ON_FREE -> 1;
            case THREADSAFE -> 2;
            case DEFER_CALLBACKS -> 4;
            case UNLOCK_CALLBACKS -> 8;
            case ASYNC -> 16;
        };
    }
}

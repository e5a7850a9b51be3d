package io.gyre.event;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much is run before the loop looks for more urgent events again: {@code event_config_set_max_dispatch_interval}.
 *
 * @param interval the time after which to look again, checked after each callback; null for no limit
 * @param callbacks the number of callbacks after which to look again; 0 is as good as 1, negative for no limit
 * @param minPriority the limit holds for this priority and less urgent ones; negative means 0
 */
public record DispatchLimit(@Nullable Duration interval, int callbacks, int minPriority) {
    /** No limit. */
    public static final DispatchLimit NONE = new DispatchLimit(null, -1, 0);

    /** Makes a negative priority 0. */
    public DispatchLimit {
        minPriority = Math.max(0, minPriority);
    }
}

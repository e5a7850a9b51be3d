package io.gyre.event;

import io.gyre.Debug;
import io.gyre.Origin;
import org.jspecify.annotations.Nullable;

/**
 * What people call an event. Most events have none, and cost nothing for it.
 *
 * @param name the name given, or null
 * @param origin where it was made, or null unless debug mode was on
 */
record Label(@Nullable String name, @Nullable Origin origin) {
    /** {@return a label with the place that calls into Gyre, or null unless debug mode is on} */
    static @Nullable Label ofOrigin() {
        Origin here = Debug.origin();
        return here == null ? null : new Label(null, here);
    }

    static Label named(@Nullable Label before, String name) {
        return new Label(name, before == null ? null : before.origin);
    }

    static String describe(Event event) {
        var text = new StringBuilder("event");
        if (event.name() != null) {
            text.append(" '").append(event.name()).append('\'');
        }
        if (event.mask().contains(EventMask.SIGNAL)) {
            text.append(" on ").append(Signal.of(event.number()));
        } else if (event.fd() != null) {
            text.append(" on fd ").append(event.number());
        }
        text.append(" [").append(event.mask()).append(']');
        if (event.origin() != null) {
            text.append(' ').append(event.origin());
        }
        return text.toString();
    }
}

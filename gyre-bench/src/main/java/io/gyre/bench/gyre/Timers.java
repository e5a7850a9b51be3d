package io.gyre.bench.gyre;

import io.gyre.bench.peer.TimerRounds;
import io.gyre.event.CommonTimeout;
import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventCallback;
import io.gyre.event.EventMask;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** {@code timers} over Gyre's events. Arguments: {@code lock|nolock heap|common outside|inside}, then those of the rounds. */
public final class Timers extends TimerRounds {
    private final EventBase base;
    private final boolean inside;
    private final boolean usesCommon;
    private final CommonTimeout commonFar;
    private final CommonTimeout commonSoon;
    private final Event[] timers = new Event[count];
    private int fired;

    private Timers(EventBase base, boolean usesCommon, boolean inside, String[] arguments) {
        super(arguments);
        this.base = base;
        this.usesCommon = usesCommon;
        this.inside = inside;
        commonFar = base.commonTimeout(Duration.ofNanos(COMMON_FAR_NANOS));
        commonSoon = base.commonTimeout(Duration.ofNanos(COMMON_SOON_NANOS));
        EventCallback onTimer = (_, _) -> fired++; // One for all, as in C.
        for (int i = 0; i < count; i++) {
            timers[i] = base.timer(onTimer);
        }
    }

    public static void main(String[] arguments) {
        boolean usesCommon = arguments[1].equals("common");
        boolean inside = arguments[2].equals("inside");
        String[] rest = Arrays.copyOfRange(arguments, 3, arguments.length);
        new Timers(Bases.of(arguments[0]), usesCommon, inside, rest).run();
    }

    @Override
    protected void add(int timer) {
        add(timer, commonFar, due[timer]);
    }

    @Override
    protected void reschedule(int timer, int draw) {
        add(timer, commonFar, dueAgain[draw]);
    }

    @Override
    protected void cancel(int timer) {
        timers[timer].remove();
    }

    @Override
    protected void addSoon(int timer) {
        add(timer, commonSoon, dueSoon[timer]);
    }

    private void add(int timer, CommonTimeout common, long nanos) {
        if (usesCommon) {
            timers[timer].add(common);
        } else {
            timers[timer].add(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    protected void fireAll() {
        fired = 0;
        while (fired < count) {
            base.loop(Bases.NONBLOCK);
        }
    }

    @Override
    protected void call(Runnable step) {
        if (inside) {
            base.user((_, _) -> step.run()).activate(EventMask.TIMEOUT);
            base.loop(Bases.NONBLOCK);
        } else {
            step.run();
        }
    }
}

package io.gyre.conformance.event;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.event.Event;
import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.event.LoopFlag;
import io.gyre.testing.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Does at random what can be done, within callbacks and without, and compares the loop with a simple model of it. */
class LoopModelTest {
    private static final int EVENTS = 12;
    private static final int PRIORITIES = 3;
    private static final int RUNS = 40;
    private static final List<Long> COMMON = List.of(1_000L, 2_500L, 7_000L);

    static List<Long> seeds() {
        return LongStream.rangeClosed(1, 300).boxed().toList();
    }

    /** Either side draws the same dice, so it does the same as long as its callbacks come in the same order. */
    private abstract static class Player {
        final List<String> log = new ArrayList<>();
        private final Random dice;
        private long odd = 1;

        Player(long seed) {
            dice = new Random(seed);
        }

        final void called(int number, int fired) {
            log.add(number + ":" + fired + "@" + now());
            act(dice.nextInt(4));
        }

        final void act(int times) {
            for (int i = 0; i < times; i++) {
                actOnce(dice.nextInt(EVENTS));
            }
        }

        /** Durations differ by a nanosecond each, for the order of equal deadlines is nobody's promise. */
        private void actOnce(int number) {
            switch (dice.nextInt(12)) {
                case 0, 1, 2 -> add(number, dice.nextInt(10) * 1_000L + odd++);
                case 3, 4 -> addCommon(number, COMMON.get(dice.nextInt(COMMON.size())));
                case 5, 6 -> activate(number, EventMask.READ);
                case 7 -> activateLater(number, EventMask.WRITE);
                case 8 -> remove(number);
                case 9 -> removeTimer(number);
                case 10 -> prioritize(number, dice.nextInt(PRIORITIES));
                default -> interrupt(dice.nextInt(8) == 0);
            }
        }

        abstract long now();

        abstract void add(int number, long nanos);

        abstract void addCommon(int number, long nanos);

        abstract void activate(int number, EventMask fired);

        abstract void activateLater(int number, EventMask fired);

        abstract void remove(int number);

        abstract void removeTimer(int number);

        abstract void prioritize(int number, int priority);

        abstract void interrupt(boolean whole);

        abstract void run();

        boolean isAmbiguous() {
            return false;
        }

        /** {@return what is pending, for comparison} */
        abstract List<String> state();
    }

    private static final class Modelled extends Player {
        private final LoopModel model = new LoopModel(PRIORITIES, number -> called(number, fired(number)));

        Modelled(long seed) {
            super(seed);
            for (int i = 0; i < EVENTS; i++) {
                model.create(i % 3 == 0, PRIORITIES / 2);
            }
        }

        @Override
        boolean isAmbiguous() {
            return model.ambiguous;
        }

        private int fired(int number) {
            return model.item(number).fired;
        }

        @Override
        long now() {
            return model.now;
        }

        @Override
        void add(int number, long nanos) {
            model.add(number, nanos, false);
        }

        @Override
        void addCommon(int number, long nanos) {
            model.add(number, nanos, true);
        }

        @Override
        void activate(int number, EventMask fired) {
            model.activate(number, fired.bits());
        }

        @Override
        void activateLater(int number, EventMask fired) {
            model.activateLater(number, fired.bits());
        }

        @Override
        void remove(int number) {
            model.remove(number);
        }

        @Override
        void removeTimer(int number) {
            model.removeTimer(number);
        }

        @Override
        void prioritize(int number, int priority) {
            if (!model.item(number).active) {
                model.item(number).priority = priority;
            }
        }

        @Override
        void interrupt(boolean whole) {
            if (whole) {
                model.loopBreak();
            } else {
                model.loopContinue();
            }
        }

        @Override
        void run() {
            model.runOnce();
        }

        @Override
        List<String> state() {
            var all = new ArrayList<String>();
            for (int i = 0; i < EVENTS; i++) {
                LoopModel.Item item = model.item(i);
                boolean due = item.active || item.later;
                all.add((item.deadline == null ? null : Math.max(0, item.deadline - model.now)) + " "
                        + (due || item.deadline != null));
            }
            return all;
        }
    }

    private static final class Real extends Player {
        private final Simulation simulation;
        private final EventBase base;
        private final List<Event> events = new ArrayList<>();

        Real(long seed) {
            super(seed);
            simulation = Simulation.seeded(seed);
            base = simulation.newBase(simulation.config().priorities(PRIORITIES));
            for (int i = 0; i < EVENTS; i++) {
                int number = i;
                EventMask mask = i % 3 == 0 ? EventMask.PERSIST : EventMask.NONE;
                events.add(base.event(null, mask, (_, fired) -> called(number, fired.bits())));
            }
        }

        @Override
        long now() {
            return simulation.clock().elapsed().toNanos();
        }

        @Override
        void add(int number, long nanos) {
            events.get(number).add(Duration.ofNanos(nanos));
        }

        @Override
        void addCommon(int number, long nanos) {
            events.get(number).add(base.commonTimeout(Duration.ofNanos(nanos)));
        }

        @Override
        void activate(int number, EventMask fired) {
            events.get(number).activate(fired);
        }

        @Override
        void activateLater(int number, EventMask fired) {
            events.get(number).activateLater(fired);
        }

        @Override
        void remove(int number) {
            events.get(number).remove();
        }

        @Override
        void removeTimer(int number) {
            events.get(number).removeTimer();
        }

        @Override
        void prioritize(int number, int priority) {
            try {
                events.get(number).priority(priority);
            } catch (IllegalStateException active) {
                // The model looks first.
            }
        }

        @Override
        void interrupt(boolean whole) {
            if (whole) {
                base.loopBreak();
            } else {
                base.loopContinue();
            }
        }

        @Override
        void run() {
            base.loop(LoopFlag.ONCE);
        }

        @Override
        List<String> state() {
            var all = new ArrayList<String>();
            for (Event event : events) {
                Duration left = event.remaining();
                all.add((left == null ? null : left.toNanos()) + " " + event.isPending());
            }
            return all;
        }
    }

    /** Until two timers are due at the same nanosecond, whose order nobody promises. */
    // S-074, S-076, S-077, S-091, S-092, S-101, S-104
    @ParameterizedTest
    @MethodSource("seeds")
    void theLoopDoesWhatTheModelDoes(long seed) {
        Player model = new Modelled(seed);
        Player real = new Real(seed);
        for (int run = 0; run < RUNS; run++) {
            model.act(2);
            real.act(2);
            model.run();
            real.run();
            if (model.isAmbiguous()) {
                return;
            }
            assertEquals(model.log, real.log, "the callbacks of seed " + seed);
            assertEquals(model.state(), real.state(), "what is pending, of seed " + seed);
        }
    }
}

package io.gyre.testing;

import io.gyre.net.Fd;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on a {@link SimulatedPlatform}, by script. Each rule holds for the next so many calls of a kind; of several
 * rules that fit, the one made first is used up first. A call that is made to fail does nothing else. From any thread.
 */
public final class Faults {
    /** Stands for every descriptor. */
    private static final int ANY = -1;

    /** Says that a call is not made to fail, but moves as many bytes as it can. */
    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private static final Set<Call> TRANSFERS = EnumSet.of(Call.RECV, Call.SEND, Call.READ, Call.WRITE);

    /** One in so many transfers is interrupted by {@link #shake}, and one in so many is cut short. */
    private static final int SHAKEN = 4;

    /** A rule: an errno, or else a number of bytes. */
    private static final class Rule {
        final Call call;
        final int fd;
        final @Nullable Errno errno;
        final int bytes;
        int times;

        Rule(Call call, int fd, @Nullable Errno errno, int bytes, int times) {
            if (times < 1) {
                throw new IllegalArgumentException(times + " times: a fault is to be met at least once");
            }
            this.call = call;
            this.fd = fd;
            this.errno = errno;
            this.bytes = bytes;
            this.times = times;
        }

        boolean fits(Call made, int on) {
            return call == made && (fd == ANY || fd == on);
        }
    }

    private final Object lock;
    private final List<Rule> rules = new ArrayList<>();
    private @Nullable Random dice;

    Faults(Object lock) {
        this.lock = lock;
    }

    /**
     * Makes the next calls on any descriptor fail.
     *
     * @param times how many
     * @return this
     */
    public Faults fail(Call call, Errno errno, int times) {
        return add(new Rule(call, ANY, errno, 0, times));
    }

    /**
     * Makes the next calls on one descriptor fail.
     *
     * @param fd whose calls; the rule stays with the number, so it holds for another file that gets it later
     * @param times how many
     * @return this
     */
    public Faults fail(Call call, Fd fd, Errno errno, int times) {
        return add(new Rule(call, fd.number(), errno, 0, times));
    }

    /**
     * Makes the next transfers on any descriptor move fewer bytes than they could.
     *
     * @param call RECV, SEND, READ or WRITE
     * @param bytes the most that one of them moves
     * @param times how many
     * @return this
     */
    public Faults shorten(Call call, int bytes, int times) {
        return add(shortening(call, ANY, bytes, times));
    }

    /**
     * Makes the next transfers on one descriptor move fewer bytes than they could.
     *
     * @param call RECV, SEND, READ or WRITE
     * @param bytes the most that one of them moves
     * @param times how many
     * @return this
     */
    public Faults shorten(Call call, Fd fd, int bytes, int times) {
        return add(shortening(call, fd.number(), bytes, times));
    }

    private static Rule shortening(Call call, int fd, int bytes, int times) {
        if (!TRANSFERS.contains(call) || bytes < 1) {
            throw new IllegalArgumentException(call + " of " + bytes
                    + " bytes: only RECV, SEND, READ and WRITE can be shortened, to at least one byte");
        }
        return new Rule(call, fd, null, bytes, times);
    }

    private Faults add(Rule rule) {
        synchronized (lock) {
            rules.add(rule);
            return this;
        }
    }

    /**
     * Interrupts some transfers (EINTR) and cuts others short, at random, from now on: what every program has to stand.
     *
     * @param seed the same seed gives the same faults to the same calls
     * @return this
     */
    public Faults shake(long seed) {
        synchronized (lock) {
            dice = new Random(seed);
            return this;
        }
    }

    /** Forgets every rule, and shakes no longer. */
    public void clear() {
        synchronized (lock) {
            rules.clear();
            dice = null;
        }
    }

    /** {@return how many calls are still to be met, so that a test can tell that all were} */
    public long remaining() {
        synchronized (lock) {
            return rules.stream().mapToLong(rule -> rule.times).sum();
        }
    }

    /** {@return {@code -errno} for a call that is to fail, or else the most bytes that it may move} With the lock held. */
    int met(Call call, int fd, int count) {
        rules.removeIf(rule -> rule.times == 0);
        for (Rule rule : rules) {
            if (rule.fits(call, fd)) {
                rule.times--;
                return rule.errno != null ? rule.errno.result() : Math.min(count, rule.bytes);
            }
        }
        return dice == null || !TRANSFERS.contains(call) ? UNBOUNDED : shaken(dice, count);
    }

    private static int shaken(Random dice, int count) {
        return switch (dice.nextInt(SHAKEN)) {
            case 0 -> Errno.EINTR.result();
            case 1 -> count < 2 ? UNBOUNDED : 1 + dice.nextInt(count - 1);
            default -> UNBOUNDED;
        };
    }
}

package io.gyre.event;

import io.gyre.backend.Interest;

/**
 * An immutable set of conditions. The bits equal libevent's {@code EV_*}, so masks print and compare alike. Masks are shared
 * objects: making one never allocates after the first time.
 *
 * @param bits the sum of the constants' bits, 0 to 255
 */
public record EventMask(int bits) {
    private static final EventMask[] SHARED = new EventMask[256];

    static {
        for (int bits = 0; bits < SHARED.length; bits++) {
            SHARED[bits] = new EventMask(bits);
        }
    }

    /** No condition: a timer, or an event that is only ever activated by hand. */
    public static final EventMask NONE = of(0);
    /** The timeout is over: {@code EV_TIMEOUT}. In an event's own mask it means nothing. */
    public static final EventMask TIMEOUT = of(0x01);
    /** The descriptor can be read, or an end or error waits to be: {@code EV_READ}. */
    public static final EventMask READ = of(Interest.READ);
    /** The descriptor can be written, or a connection attempt has ended: {@code EV_WRITE}. */
    public static final EventMask WRITE = of(Interest.WRITE);
    /** The number is a signal's: {@code EV_SIGNAL}. Not with READ, WRITE or CLOSED. */
    public static final EventMask SIGNAL = of(0x08);
    /** Stay pending after the callback; a timeout begins anew: {@code EV_PERSIST}. */
    public static final EventMask PERSIST = of(0x10);
    /** Report changes rather than states, where the mechanism can: {@code EV_ET}. */
    public static final EventMask ET = of(Interest.ET);
    /** {@link Event#remove} on another thread does not wait for a callback that runs: {@code EV_FINALIZE}. */
    public static final EventMask FINALIZE = of(0x40);
    /** The peer has closed, known before its data are read, where the mechanism can: {@code EV_CLOSED}. */
    public static final EventMask CLOSED = of(Interest.CLOSED);

    private static final String[] NAMES = {"TIMEOUT", "READ", "WRITE", "SIGNAL", "PERSIST", "ET", "FINALIZE", "CLOSED"};

    /**
     * Checks the bits.
     *
     * @throws IllegalArgumentException if {@code bits} has others than the eight
     */
    public EventMask {
        if (bits < 0 || bits > 0xff) {
            throw new IllegalArgumentException("mask 0x" + Integer.toHexString(bits) + " has bits beyond 0xff");
        }
    }

    /**
     * {@return the shared mask of {@code bits}}
     *
     * @throws IndexOutOfBoundsException if {@code bits} has others than the eight
     */
    public static EventMask of(int bits) {
        return SHARED[bits];
    }

    /** {@return the conditions of both} */
    public EventMask or(EventMask other) {
        return of(bits | other.bits);
    }

    /** {@return the conditions that both have} */
    public EventMask and(EventMask other) {
        return of(bits & other.bits);
    }

    /** {@return whether this mask has every condition of {@code other}} */
    public boolean contains(EventMask other) {
        return (bits & other.bits) == other.bits;
    }

    /** {@return whether the two have a condition in common} */
    public boolean intersects(EventMask other) {
        return (bits & other.bits) != 0;
    }

    /** {@return whether there is no condition} */
    public boolean isEmpty() {
        return bits == 0;
    }

    /** {@return the conditions' names, such as {@code READ|PERSIST}, or {@code 0}} */
    @Override
    public String toString() {
        if (bits == 0) {
            return "0";
        }
        var text = new StringBuilder();
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits & 1 << i) != 0) {
                text.append(text.isEmpty() ? "" : "|").append(NAMES[i]);
            }
        }
        return text.toString();
    }
}

package io.gyre.event;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A POSIX signal.
 *
 * @param number its number on this system
 * @param name its name without {@code SIG}
 */
public record Signal(int number, String name) {
    /** The number after the last: {@code NSIG}. */
    public static final int NSIG = 65;

    /** Linux' names by number, on the architectures that Gyre runs on. */
    private static final List<String> NAMES = Arrays.asList(
            "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE",
            "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM",
            "PROF", "WINCH", "IO", "PWR", "SYS");

    /** Signals that cannot be had, and why. */
    private static final Map<String, String> RESERVED = Map.of(
            "KILL", "the kernel lets nobody catch it",
            "STOP", "the kernel lets nobody catch it",
            "SEGV", "the JVM needs it to find null pointers and stack overflows",
            "BUS", "the JVM needs it to report broken file mappings",
            "FPE", "the JVM needs it to report divisions by zero",
            "ILL", "the JVM needs it",
            "QUIT", "the JVM prints its threads on it; start with -Xrs and use another signal",
            "USR2", "the JVM suspends threads with it, for its sampler among others; use USR1");

    /** The terminal hung up, or a daemon is to read its configuration again. */
    public static final Signal HUP = of("HUP");
    /** Interrupt, as of Ctrl-C. */
    public static final Signal INT = of("INT");
    /** Please end. */
    public static final Signal TERM = of("TERM");
    /** Yours to define. */
    public static final Signal USR1 = of("USR1");
    /** A child process has changed its state. */
    public static final Signal CHLD = of("CHLD");
    /** A stopped process goes on. */
    public static final Signal CONT = of("CONT");
    /** The alarm clock. */
    public static final Signal ALRM = of("ALRM");
    /** The terminal's size has changed. */
    public static final Signal WINCH = of("WINCH");

    /**
     * {@return the signal called {@code name}}
     *
     * @param name with or without {@code SIG}
     * @throws IllegalArgumentException if there is none
     */
    public static Signal of(String name) {
        String bare = name.startsWith("SIG") ? name.substring(3) : name;
        int number = bare.isEmpty() ? -1 : NAMES.indexOf(bare);
        if (number < 0) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no signal: the names are " + NAMES.subList(1, NAMES.size()));
        }
        return new Signal(number, bare);
    }

    /**
     * {@return the signal with that number}
     *
     * @throws IllegalArgumentException if there is none with a name
     */
    public static Signal of(int number) {
        if (number <= 0 || number >= NAMES.size()) {
            throw new IllegalArgumentException(
                    number + " is no signal that can be caught by name: use 1 to " + (NAMES.size() - 1));
        }
        return new Signal(number, NAMES.get(number));
    }

    /** {@return why the signal cannot be waited for, or empty if it can} */
    public Optional<String> reserved() {
        return Optional.ofNullable(RESERVED.get(name));
    }

    @Override
    public String toString() {
        return "SIG" + name;
    }
}

package io.gyre.internal.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * {@code <sys/event.h>} of macOS, FreeBSD and libkqueue. The calls are those of the C library, or of the library that
 * {@value #LIBRARY} names.
 */
@SuppressWarnings("restricted")
public final class SysEvent {
    /** The system property that names a library with the calls, for Linux has none of its own. */
    public static final String LIBRARY = "gyre.kqueue.library";

    public static final short EVFILT_READ = -1;
    public static final short EVFILT_WRITE = -2;

    public static final short EV_ADD = 0x1;
    public static final short EV_DELETE = 0x2;
    public static final short EV_CLEAR = 0x20;
    public static final short EV_RECEIPT = 0x40;
    public static final short EV_ERROR = 0x4000;
    public static final short EV_EOF = (short) 0x8000;
    public static final int NOTE_LOWAT = 0x1;
    public static final int NOTE_TRIGGER = 0x1000000;

    /**
     * {@code struct kevent { uintptr_t ident; short filter; unsigned short flags; unsigned fflags; intptr_t data; void *udata; }},
     * to which FreeBSD 12 has added {@code uint64_t ext[4]}.
     *
     * @param size of the struct in bytes
     * @param userFilter {@code EVFILT_USER}, the one number that differs
     */
    public record Dialect(int size, short userFilter) {
        static final Dialect MACOS = new Dialect(32, (short) -10);
        static final Dialect FREEBSD = new Dialect(64, (short) -11);
        static final Dialect LIBKQUEUE = new Dialect(32, (short) -11);

        /** {@return how such a system speaks, or empty if nobody has looked} */
        static Optional<Dialect> of(String system) {
            return switch (system) {
                case "Mac OS X" -> Optional.of(MACOS);
                case "FreeBSD" -> Optional.of(FREEBSD);
                case "Linux" -> Optional.of(LIBKQUEUE);
                default -> Optional.empty();
            };
        }
    }

    public static final int KEVENT_IDENT = 0;
    public static final int KEVENT_FILTER = 8;
    public static final int KEVENT_FLAGS = 10;
    public static final int KEVENT_FFLAGS = 12;
    public static final int KEVENT_DATA = 16;
    public static final int KEVENT_UDATA = 24;

    /** What is asked for when the class is first used, and kept. */
    private static final class Found {
        static final String SYSTEM = System.getProperty("os.name");
        static final Optional<Dialect> DIALECT = Dialect.of(SYSTEM);
        static final SymbolLookup WHERE;
        static final Optional<String> MISSING;

        static {
            String library = System.getProperty(LIBRARY);
            SymbolLookup where = Linker.nativeLinker().defaultLookup();
            Optional<String> missing = Optional.empty();
            if (library != null) {
                try {
                    where = SymbolLookup.libraryLookup(library, Arena.global());
                } catch (IllegalArgumentException cannotOpen) {
                    missing =
                            Optional.of("the library " + library + ", which -D" + LIBRARY + " names, cannot be opened");
                }
            }
            if (missing.isEmpty()
                    && (where.find("kqueue").isEmpty() || where.find("kevent").isEmpty())) {
                missing = Optional.of((library != null ? "the library " + library : "the C library of this system")
                        + " has no functions kqueue and kevent");
            }
            WHERE = where;
            MISSING = missing;
        }

        private Found() {}
    }

    /** Apart, for it can be made only where there are such functions. */
    private static final class Calls {
        static final MethodHandle KQUEUE = Downcall.of(Found.WHERE, "kqueue", 0);
        static final MethodHandle KEVENT = Downcall.of(Found.WHERE, "kevent", 6);

        private Calls() {}
    }

    private final CallState state;

    public SysEvent(CallState state) {
        this.state = state;
    }

    /** {@return why there are no such calls here, or empty if there are} The answer to the first question stands. */
    public static Optional<String> unavailable() {
        return Found.DIALECT.isEmpty()
                ? Optional.of("has no known layout of struct kevent for " + Found.SYSTEM)
                : Found.MISSING;
    }

    /** {@return how this system speaks} */
    public static Dialect dialect() {
        return Found.DIALECT.orElseThrow();
    }

    /** {@code kqueue(2)}. */
    public int kqueue() {
        try {
            return state.orErrno((long) Calls.KQUEUE.invokeExact(state.segment));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }

    /** {@code kevent(2)}; {@code timeout} is the address of a timespec, or 0 to wait for ever. */
    public int kevent(int kq, long changes, int changeCount, long events, int eventCount, long timeout) {
        try {
            return state.orErrno((long) Calls.KEVENT.invokeExact(
                    state.segment, (long) kq, changes, (long) changeCount, events, (long) eventCount, timeout));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}

package io.gyre.internal.ffi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Makes the method handles. Plain calls that capture errno: {@code Linker.Option.critical} would gain 4 ns of 200 and holds
 * up safepoints for as long as a call lasts.
 */
@SuppressWarnings("restricted")
final class Downcall {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBC = LINKER.defaultLookup();

    private Downcall() {}

    /** {@return the C library's function, taking the call state and {@code arguments} longs, and giving a long} */
    static MethodHandle of(String name, int arguments) {
        return of(LIBC, name, arguments);
    }

    /** {@return the function of another library, likewise} */
    static MethodHandle of(SymbolLookup library, String name, int arguments) {
        MemorySegment address = library.find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("The C library of this system has no function " + name));
        return link(address, arguments);
    }

    private static MethodHandle link(MemorySegment address, int arguments) {
        var longs = new MemoryLayout[arguments];
        Arrays.fill(longs, JAVA_LONG);
        return LINKER.downcallHandle(
                address, FunctionDescriptor.of(JAVA_LONG, longs), Linker.Option.captureCallState("errno"));
    }

    /** {@return what to throw for an impossible failure} A downcall throws only when its handle is wrongly typed. */
    static AssertionError impossible(Throwable thrown) {
        return new AssertionError("a downcall threw", thrown);
    }
}

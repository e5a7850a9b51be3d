package io.gyre.event;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.gyre.Log;
import io.gyre.internal.ffi.SysSignalfd;
import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import io.gyre.net.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Signals from a signalfd, for {@link BaseFlag#USE_SIGNALFD}. The kernel gives a signal to a descriptor only while every thread
 * blocks it, which a Java program cannot bring about by itself: it has to be started so, as by {@code env
 * --block-signal=USR1}. A signal that some thread does not block is taken from the JVM's handlers, as without the flag.
 */
final class SignalDescriptor implements SignalSource {
    private final EventBase base;
    private final MemorySegment info = Arena.ofAuto().allocate(SysSignalfd.SIGINFO_SIZE, Long.BYTES);
    private long mask;
    private @Nullable Fd fd;
    private @Nullable Event reading;
    private @Nullable SignalSink sink;

    SignalDescriptor(EventBase base) {
        this.base = base;
    }

    @Override
    public String method() {
        return "signalfd_signal";
    }

    @Override
    public void watch(Signal signal, SignalSink listener) {
        if (!BlockedSignals.everywhere(signal)) {
            Log.msg(signal + " is not blocked in every thread, so it comes by the JVM's handler and not by signalfd");
            HANDLERS.watch(signal, listener);
            return;
        }
        sink = listener;
        change(mask | bit(signal));
    }

    @Override
    public void unwatch(Signal signal, SignalSink listener) {
        if ((mask & bit(signal)) == 0) {
            HANDLERS.unwatch(signal, listener);
            return;
        }
        change(mask & ~bit(signal));
    }

    private static long bit(Signal signal) {
        return 1L << (signal.number() - 1);
    }

    private void change(long signals) {
        Fd known = fd;
        Platform platform = base.config().platform();
        int number = platform.signalfd(known == null ? -1 : known.number(), signals);
        if (number < 0) {
            throw new IllegalArgumentException(new ErrnoException("signalfd", number));
        }
        mask = signals;
        if (known == null) {
            Fd made = new Descriptors(platform).adopt(number, false);
            fd = made;
            reading = base.internal(made, (_, _) -> read(made)).name("signalfd");
            reading.add();
        } else if (signals == 0) {
            close();
        }
    }

    private void read(Fd from) throws ErrnoException {
        SignalSink listener = sink;
        while (listener != null && from.isOpen() && from.read(info) > 0) {
            listener.arrived(info.get(JAVA_INT, 0));
        }
    }

    private void close() {
        if (reading != null) {
            reading.removeWithoutWaiting();
            reading = null;
        }
        if (fd != null) {
            fd.close();
            fd = null;
        }
    }
}

package io.gyre.conformance;

import io.gyre.event.EventBase;
import io.gyre.event.EventMask;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A program that needs nothing but a JDK: copies standard input to standard output, by way of a socket pair and a loop. */
final class PortableCat {
    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(4096);

    private PortableCat() {}

    public static void main(String... arguments) throws IOException {
        Descriptors make = Descriptors.system();
        try (EventBase base = new EventBase();
                FdPair pair = make.socketpair()) {
            Fd in = make.borrow(0, false);
            Fd out = make.borrow(1, false);
            out.write(ByteBuffer.allocateDirect(16)
                    .put((base.method() + "\n").getBytes(StandardCharsets.US_ASCII))
                    .flip());
            copyAll(base, in, pair.first());
            copyAll(base, pair.second(), out);
            base.after(Duration.ofSeconds(30), base::loopBreak);
            base.dispatch();
        }
    }

    /** Copies what comes; the end closes {@code to}, and the last end the loop. */
    private static void copyAll(EventBase base, Fd from, Fd to) {
        base.event(from, EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    try {
                        if (from.read(BUFFER.clear()) == Fd.EOF) {
                            event.remove();
                            to.close();
                            if (to.number() == 1) {
                                base.loopExit();
                            }
                        } else {
                            to.write(BUFFER.flip());
                        }
                    } catch (IOException failed) {
                        throw new UncheckedIOException(failed);
                    }
                })
                .add();
    }
}

package io.gyre.conformance.examples;

import static io.gyre.event.EventMask.PERSIST;
import static io.gyre.event.EventMask.READ;

import io.gyre.event.EventBase;
import io.gyre.event.Signal;
import io.gyre.net.Descriptors;
import io.gyre.net.Fd;
import io.gyre.net.SocketAddresses;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Tells the time to whoever connects: the README's example. */
final class Daytime {
    private Daytime() {}

    // begin quote
    static void main() throws IOException {
        try (var base = new EventBase();
                var listener = Descriptors.system().listen(SocketAddresses.parse("127.0.0.1:7013"))) {
            base.event(listener, READ.or(PERSIST), (event, fired) -> tellTheTime(listener))
                    .add();
            base.signal(Signal.INT, (event, fired) -> base.loopBreak()).add();
            base.dispatch();
        }
    }

    static void tellTheTime(Fd listener) throws IOException {
        try (Fd peer = listener.accept()) {
            if (peer != null) {
                byte[] line = (Instant.now() + "\r\n").getBytes(StandardCharsets.US_ASCII);
                peer.write(ByteBuffer.allocateDirect(line.length).put(line).flip());
            }
        }
    }
    // end quote
}

package io.gyre.conformance.command;

import io.gyre.event.EventBase;
import io.gyre.event.EventConfig;
import io.gyre.event.EventMask;
import io.gyre.listener.ConnectionListener;
import io.gyre.listener.ListenerOption;
import io.gyre.net.Fd;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Answers each connection with the byte that it sent, and closes it. For a process with few descriptors. */
final class CrowdedServer {
    private static final ListenerOption[] AHEAD = {ListenerOption.ACCEPT_AHEAD};

    private final EventBase base;
    private final MemorySegment one = Arena.ofAuto().allocate(1);
    private boolean reported;

    private final PrintStream out =
            new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.US_ASCII);

    private CrowdedServer(EventBase base) {
        this.base = base;
    }

    /** Prints its port, and {@code EMFILE} at the first lack of descriptors. Ends when it is killed. With an argument it accepts ahead. */
    public static void main(String... ahead) throws IOException {
        EventConfig config = ahead.length == 0
                ? EventConfig.defaults()
                : EventConfig.builder().preferMethod("io_uring").build();
        try (var base = new EventBase(config)) {
            new CrowdedServer(base).serve(ahead.length == 0 ? new ListenerOption[0] : AHEAD);
        }
    }

    private void serve(ListenerOption... options) throws IOException {
        ConnectionListener listener = ConnectionListener.bind(
                base,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                (_, connection, _) -> answer(connection),
                options);
        listener.errorCallback((_, failure) -> {
            if (!reported) {
                reported = true;
                out.println(failure.errnoName());
            }
        });
        out.println("listening at " + listener.address());
        base.every(Duration.ofMillis(50), () -> out.println("turned away " + listener.turnedAway()))
                .name("report");
        base.dispatch();
    }

    private void answer(Fd connection) {
        base.event(connection, EventMask.READ.or(EventMask.PERSIST), (event, _) -> {
                    int got = connection.read(one);
                    if (got > 0) {
                        connection.write(one);
                    }
                    event.close();
                    connection.close();
                })
                .add();
    }
}

package io.gyre.event;

import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Makes events that wait for the end of a process. */
final class ChildExit {
    private ChildExit() {}

    /**
     * With a process descriptor where the kernel has them. Elsewhere the JVM's own watch is asked, and the event is activated by
     * hand; it then does not keep the loop alive.
     */
    static Event event(EventBase base, ProcessHandle process, EventCallback callback) throws IOException {
        int number = base.config().platform().pidfd(process.pid());
        if (number >= 0) {
            return byDescriptor(base, new Descriptors(base.config().platform()).adopt(number, false), callback);
        }
        if (base.config().platform().kernelDescriptors()) {
            throw new ErrnoException("pidfd_open " + process.pid(), number);
        }
        Event event = base.user(callback);
        CompletableFuture<Void> _ = process.onExit().thenRun(() -> base.execute(() -> event.activate(EventMask.READ)));
        return event;
    }

    private static Event byDescriptor(EventBase base, Fd pidfd, EventCallback callback) {
        return base.event(pidfd, EventMask.READ, (event, fired) -> {
            pidfd.close();
            callback.onEvent(event, fired);
        });
    }
}

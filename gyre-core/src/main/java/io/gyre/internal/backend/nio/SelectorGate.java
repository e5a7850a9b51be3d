package io.gyre.internal.backend.nio;

import io.gyre.internal.backend.Timespec;
import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/**
 * Who selects: the loop, or, while it does not, whoever has closed a channel, because the JDK frees a registered channel in a
 * selection only. Wake-ups are kept here as well, since such a selection would swallow the selector's own.
 */
final class SelectorGate implements AutoCloseable {
    final Selector selector;

    /** Guarded by this. */
    private boolean selecting;

    private volatile boolean woken;

    SelectorGate(Selector selector) {
        this.selector = selector;
    }

    /**
     * Waits, on the loop's thread.
     *
     * @param timeoutNanos 0 only looks; negative waits for ever
     * @param found told of each key that is ready
     */
    void select(long timeoutNanos, Consumer<SelectionKey> found) throws IOException {
        boolean look = begin() || timeoutNanos == 0;
        // An interrupted thread cannot wait in a selector; a loop's wait is ended by wake-ups only, as with a system
        // call.
        boolean interrupted = Thread.interrupted();
        try {
            if (look) {
                selector.selectNow(found);
            } else if (timeoutNanos < 0) {
                selector.select(found);
            } else {
                selector.select(found, Timespec.millis(timeoutNanos));
            }
        } finally {
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private synchronized boolean begin() {
        selecting = true;
        return woken;
    }

    private synchronized void end() {
        selecting = false;
        woken = false;
    }

    void wakeup() {
        woken = true;
        selector.wakeup();
    }

    /** Frees a channel that was closed, if it is registered here. From any thread. */
    void free(SelectableChannel closed) {
        if (closed.keyFor(selector) != null) {
            free();
        }
    }

    private synchronized void free() {
        if (selecting) {
            selector.wakeup();
            return;
        }
        try {
            selector.selectNow(_ -> {});
        } catch (ClosedSelectorException | IOException gone) {
            // A closed selector has freed its channels, and a broken one tells the loop.
        }
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}

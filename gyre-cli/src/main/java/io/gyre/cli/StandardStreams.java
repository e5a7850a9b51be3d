package io.gyre.cli;

import io.gyre.net.Descriptors;
import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;

/**
 * Standard input and output, made non-blocking where that matters and put back as they were, for they may be shared with other
 * programs. Input is read only when it is ready, so it may stay as it is.
 */
final class StandardStreams implements AutoCloseable {
    final Fd input;
    final Fd output;
    private final boolean restore;

    StandardStreams(Descriptors descriptors) {
        input = descriptors.borrow(0, false);
        output = descriptors.borrow(1, false);
        restore = makeNonblocking(output);
    }

    /** {@return whether it was blocking} A file is left alone, and so is what refuses. */
    private static boolean makeNonblocking(Fd fd) {
        try {
            return !fd.nonblocking(true);
        } catch (ErrnoException refused) {
            return false;
        }
    }

    @Override
    public void close() {
        if (restore) {
            try {
                output.nonblocking(false);
            } catch (ErrnoException gone) {
                // There is nothing left to put back.
            }
        }
    }
}

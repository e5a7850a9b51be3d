package io.gyre.conformance;

import io.gyre.net.Fd;
import io.gyre.net.FdPair;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every platform promises. Extend it, say which platform it is, and put a {@link Tally} on the class. */
@ExtendWith(NoLeaks.class)
abstract class PlatformContract
        implements StreamCallsContract,
                ConnectCallsContract,
                OptionCallsContract,
                DatagramCallsContract,
                ErrorCallsContract {
    private final Deque<Runnable> closers = new ArrayDeque<>();

    @Override
    public Fd own(Fd fd) {
        closers.push(fd::close);
        return fd;
    }

    @Override
    public FdPair own(FdPair pair) {
        closers.push(pair::close);
        return pair;
    }

    @AfterEach
    void closeDescriptors() {
        closers.forEach(Runnable::run);
    }
}

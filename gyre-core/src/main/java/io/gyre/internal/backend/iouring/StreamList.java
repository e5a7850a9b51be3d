package io.gyre.internal.backend.iouring;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Streams in no order. Those that are taken make room for those that come meanwhile. */
final class StreamList {
    private @Nullable UringStream[] streams = new @Nullable UringStream[16];
    private @Nullable UringStream[] batch = new @Nullable UringStream[16];
    private int count;

    void add(UringStream stream) {
        if (count == streams.length) {
            streams = Arrays.copyOf(streams, count * 2);
        }
        streams[count++] = stream;
    }

    int count() {
        return count;
    }

    UringStream last() {
        return Objects.requireNonNull(streams[count - 1]);
    }

    void dropLast() {
        streams[--count] = null;
    }

    void clear() {
        Arrays.fill(streams, 0, count, null);
        count = 0;
    }

    /** Takes all. {@return how many} */
    int take() {
        @Nullable UringStream[] taken = streams;
        streams = batch;
        batch = taken;
        int all = count;
        count = 0;
        return all;
    }

    /** {@return the {@code number}th of those that were taken, from 1 on; each once} */
    UringStream taken(int number) {
        UringStream stream = Objects.requireNonNull(batch[number - 1]);
        batch[number - 1] = null;
        return stream;
    }
}

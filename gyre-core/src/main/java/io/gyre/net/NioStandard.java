package io.gyre.net;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors 0, 1 and 2, for which the JDK has no channels that can be waited for. Each is opened when it is first used, once:
 * one that was closed stays closed.
 *
 * <p>Standard input is read ahead by a thread of its own, which fills a pipe; what it has taken from {@link System#in} is lost
 * to other readers. Writes to the other two block, as they do in C unless the descriptor was made non-blocking.
 */
final class NioStandard {
    private static final int CHUNK = 8192;

    private final boolean[] opened = new boolean[NioTable.FIRST];

    /** Puts the stream into {@code table}. {@return it, or null if it was closed before, or cannot be had} */
    synchronized @Nullable NioFile open(int number, NioTable table) {
        if (opened[number]) {
            return table.find(number);
        }
        opened[number] = true;
        try {
            NioFile file = new NioBytes(
                    switch (number) {
                        case 0 -> pump(System.in);
                        case 1 -> new Output(new FileOutputStream(FileDescriptor.out));
                        default -> new Output(new FileOutputStream(FileDescriptor.err));
                    });
            table.put(number, file);
            return file;
        } catch (IOException noPipe) {
            opened[number] = false;
            return null;
        }
    }

    /** {@return a channel, non-blocking, of what {@code in} gives to a thread that reads nothing else} */
    static Pipe.SourceChannel pump(InputStream in) throws IOException {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        Thread.ofPlatform().daemon().name("gyre-stdin").start(() -> copy(in, pipe.sink()));
        return pipe.source();
    }

    private static void copy(InputStream in, Pipe.SinkChannel sink) {
        try (sink) {
            byte[] chunk = new byte[CHUNK];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                ByteBuffer left = ByteBuffer.wrap(chunk, 0, n);
                while (left.hasRemaining()) {
                    sink.write(left);
                }
            }
        } catch (IOException endOfEither) {
            // The input is broken, which its reader sees as its end; or the reader is gone.
        }
    }

    /** A stream as a channel; unlike a file's own, it survives an interrupt of the thread that writes. */
    private record Output(OutputStream stream) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer from) throws IOException {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            stream.write(bytes);
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}

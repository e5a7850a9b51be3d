package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/** One end of a pipe, a regular file, or a standard stream. */
final class NioBytes extends NioFile {
    private final Channel channel;
    private final @Nullable ReadableByteChannel source;
    private final @Nullable WritableByteChannel sink;

    NioBytes(Channel channel) {
        this.channel = channel;
        source = channel instanceof ReadableByteChannel readable ? readable : null;
        sink = channel instanceof WritableByteChannel writable ? writable : null;
    }

    @Override
    Channel channel() {
        return channel;
    }

    @Override
    int read(ByteBuffer to) throws IOException {
        if (source == null) {
            return -Errno.EBADF;
        }
        int got = source.read(to);
        return got > 0 ? got : got < 0 || !to.hasRemaining() ? 0 : -Errno.EAGAIN;
    }

    @Override
    int write(ByteBuffer from) throws IOException {
        if (sink == null) {
            return -Errno.EBADF;
        }
        int sent = sink.write(from);
        return sent > 0 || !from.hasRemaining() || channel instanceof FileChannel ? sent : -Errno.EAGAIN;
    }
}

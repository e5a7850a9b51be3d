package io.gyre.http.client;

import io.gyre.buffer.EvBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Content to be sent that is made as the server takes it, so that it may be larger than memory. Everything is called on the loop's thread,
 * and {@link #next} only while little waits to be sent. For one request at a time.
 */
public interface Upload extends AutoCloseable {
    /** What {@link #next} has done. */
    enum Step {
        /** It added something, and there may be more. */
        MORE,
        /** It added nothing or something, and says by {@link ClientRequest#resumeUpload} or {@link Call#resumeUpload} when there is more. */
        LATER,
        /** What was added, if anything, was the last. */
        END
    }

    /** {@return how many bytes will come, or -1 if that is not known and the content is to be sent in chunks} */
    long length();

    /**
     * Adds what comes next. Some 64 KiB at a time are a good measure.
     *
     * @throws IOException if there is no more, against expectation: the request fails and the connection is closed
     */
    Step next(EvBuffer to) throws IOException;

    /**
     * Begins anew, because the request has to be sent once more: after a redirect, over another connection.
     *
     * @return whether that is possible; if not, the request fails
     * @throws IOException if it is not, against expectation
     */
    default boolean rewind() throws IOException {
        return false;
    }

    /** Called once when nothing more will be asked for. */
    @Override
    default void close() {}

    /** {@return what sends these bytes, which must not change} It can be sent again. */
    static Upload of(byte[] bytes) {
        return new BytesUpload(bytes);
    }

    /** {@return what sends this text as UTF-8} It can be sent again. */
    static Upload of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * {@return what sends a file} It goes from the disk to the socket without a detour, by {@code sendfile(2)}; over TLS it is read a quarter of
     * a MiB at a time on the loop's thread. It can be sent again.
     *
     * @throws IOException if it cannot be opened, or is no regular file
     */
    static Upload of(Path file) throws IOException {
        return new FileUpload(file);
    }
}

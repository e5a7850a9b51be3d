package io.gyre.conformance;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text through descriptors. */
final class Bytes {
    private Bytes() {}

    /** Writes all of {@code text}, which has to fit. */
    static void write(Fd fd, String text) throws ErrnoException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        int sent = fd.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
        if (sent != bytes.length) {
            throw new AssertionError(fd + " took " + sent + " of " + bytes.length + " bytes");
        }
    }

    /** {@return what one read gives: text, "EOF" or "WOULD_BLOCK"} */
    static String read(Fd fd) throws ErrnoException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        return switch (fd.read(buffer)) {
            case Fd.EOF -> "EOF";
            case Fd.WOULD_BLOCK -> "WOULD_BLOCK";
            default -> StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
        };
    }

    /** Writes until nothing more goes, and says how much went. */
    static long fill(Fd fd) throws ErrnoException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        long total = 0;
        for (int sent = fd.write(chunk.clear()); sent != Fd.WOULD_BLOCK; sent = fd.write(chunk.clear())) {
            total += sent;
        }
        return total;
    }

    /** Reads until nothing more comes, and says how much came. */
    static long drain(Fd fd) throws ErrnoException {
        ByteBuffer chunk = ByteBuffer.allocateDirect(1 << 16);
        long total = 0;
        for (int got = fd.read(chunk.clear()); got > 0; got = fd.read(chunk.clear())) {
            total += got;
        }
        return total;
    }
}

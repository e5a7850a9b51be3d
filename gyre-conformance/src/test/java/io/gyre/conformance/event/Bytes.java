package io.gyre.conformance.event;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.net.ErrnoException;
import io.gyre.net.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/** Moves text through descriptors. */
final class Bytes {
    private Bytes() {}

    static void send(Fd fd, String text) {
        MemorySegment bytes = Arena.ofAuto().allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
        try {
            assertEquals(bytes.byteSize(), fd.write(bytes));
        } catch (ErrnoException failure) {
            throw new AssertionError(failure);
        }
    }

    /** {@return what one read gives; nothing at the end, and where it would block} */
    static String receive(Fd fd) {
        return receive(fd, 65536);
    }

    /** As above, with no more than {@code most} bytes. */
    static String receive(Fd fd, int most) {
        return new String(receiveBytes(fd, most), StandardCharsets.UTF_8);
    }

    /** {@return what one read gives; nothing at the end, and where it would block} */
    static byte[] receiveBytes(Fd fd, int most) {
        MemorySegment buffer = Arena.ofAuto().allocate(most);
        try {
            return buffer.asSlice(0, Math.max(0, fd.read(buffer))).toArray(JAVA_BYTE);
        } catch (ErrnoException failure) {
            throw new AssertionError(failure);
        }
    }
}

package io.gyre.testing;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.net.Platform;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;

/** Moves text through raw descriptors. */
final class Io {
    private Io() {}

    static MemorySegment bytes(String text) {
        return Arena.ofAuto().allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    static int send(Platform platform, int fd, String text) {
        MemorySegment bytes = bytes(text);
        return platform.send(fd, bytes, 0, (int) bytes.byteSize());
    }

    static int write(Platform platform, int fd, String text) {
        MemorySegment bytes = bytes(text);
        return platform.write(fd, bytes, 0, (int) bytes.byteSize());
    }

    static int sendZeros(Platform platform, int fd, int count) {
        return platform.send(fd, Arena.ofAuto().allocate(Math.max(count, 1)), 0, count);
    }

    /** {@return the text that one call receives, or its result in brackets} */
    static String recv(Platform platform, int fd, int most) {
        MemorySegment buffer = Arena.ofAuto().allocate(most);
        return text(buffer, platform.recv(fd, buffer, 0, most));
    }

    static String read(Platform platform, int fd, int most) {
        MemorySegment buffer = Arena.ofAuto().allocate(most);
        return text(buffer, platform.read(fd, buffer, 0, most));
    }

    private static String text(MemorySegment buffer, int result) {
        return result > 0
                ? new String(buffer.asSlice(0, result).toArray(JAVA_BYTE), StandardCharsets.UTF_8)
                : name(result);
    }

    /** {@return the result of a call that moved nothing: the end, or the error's name} */
    static String name(int result) {
        for (Errno errno : Errno.values()) {
            if (errno.result() == result) {
                return errno.name();
            }
        }
        return Integer.toString(result);
    }

    /** Asks until the answer is one that was waited for, for the kernel's network takes its time. */
    static int until(IntPredicate good, IntSupplier ask) {
        long deadline = System.nanoTime() + 5_000_000_000L;
        int answer = ask.getAsInt();
        while (!good.test(answer) && System.nanoTime() - deadline < 0) {
            Thread.onSpinWait();
            answer = ask.getAsInt();
        }
        return answer;
    }
}

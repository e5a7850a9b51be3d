package io.gyre.dns;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.MessageWriter;
import io.gyre.net.Fd;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The memory through which all messages of one owner pass, one at a time. */
final class Wire {
    private final MessageWriter writer = new MessageWriter();
    private final MemorySegment memory = Arena.ofAuto().allocate(Message.MAX_LENGTH);
    private final byte[] bytes = new byte[Message.MAX_LENGTH];

    /** {@return whether the socket took the message} */
    boolean send(Fd fd, Message message) throws IOException {
        int length = writer.write(message, Message.MAX_LENGTH);
        MemorySegment.copy(writer.bytes(), 0, memory, JAVA_BYTE, 0, length);
        return fd.write(memory, 0, length) != Fd.WOULD_BLOCK;
    }

    /** {@return the message with its length before it, as in a stream} */
    byte[] framed(Message message) {
        int length = writer.write(message, Message.MAX_LENGTH);
        byte[] frame = new byte[2 + length];
        frame[0] = (byte) (length >> 8);
        frame[1] = (byte) length;
        System.arraycopy(writer.bytes(), 0, frame, 2, length);
        return frame;
    }

    /** {@return the length of the next datagram, which {@link #id} and {@link #read} look at, or {@link Fd#WOULD_BLOCK}} */
    int receive(Fd fd) throws IOException {
        int length = fd.read(memory);
        if (length > 0) {
            MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, length);
        }
        return length == Fd.EOF ? 0 : length; // A datagram may be empty.
    }

    int id() {
        return (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    }

    /** {@return what {@link Transmission#read} makes of the last datagram} */
    @Nullable
    Message read(Transmission asked, int length, Counters counters) {
        return asked.read(bytes, length, counters);
    }
}

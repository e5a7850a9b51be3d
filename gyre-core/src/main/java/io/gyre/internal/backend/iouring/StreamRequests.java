package io.gyre.internal.backend.iouring;

import static io.gyre.internal.ffi.SysIoUring.*;
import static io.gyre.internal.ffi.SysSocketMessage.*;

import io.gyre.buffer.Pinned;
import io.gyre.internal.ffi.Poll;
import io.gyre.internal.ffi.RawMemory;
import io.gyre.internal.ffi.SysSocket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Writes the requests of streams into a ring. Each method says whether there was room. */
final class StreamRequests {
    /** A {@code struct msghdr} and its extents for each place of the ring, which the kernel copies when it takes the request. */
    private @Nullable MemorySegment messages;

    /** Asks for what is to come next: connections, or bytes, or in bulk only whether there are some. */
    static boolean ask(Ring used, UringStream stream) {
        if (stream.isBulk()) {
            return poll(used, stream);
        }
        return stream.accepted != null ? accept(used, stream) : receive(used, stream);
    }

    private static boolean receive(Ring used, UringStream stream) {
        long at = used.next();
        if (at == 0) {
            return false;
        }
        RawMemory.putByte(at + SQE_OPCODE, IORING_OP_RECV);
        RawMemory.putByte(at + SQE_FLAGS, IOSQE_BUFFER_SELECT);
        RawMemory.putShort(at + SQE_IOPRIO, (short) IORING_RECV_MULTISHOT);
        asked(at, stream, false);
        return true;
    }

    private static boolean accept(Ring used, UringStream stream) {
        long at = used.next();
        if (at == 0) {
            return false;
        }
        RawMemory.putByte(at + SQE_OPCODE, IORING_OP_ACCEPT);
        RawMemory.putShort(at + SQE_IOPRIO, (short) IORING_ACCEPT_MULTISHOT);
        RawMemory.putInt(at + SQE_OP_FLAGS, SysSocket.SOCK_NONBLOCK | SysSocket.SOCK_CLOEXEC);
        asked(at, stream, false);
        return true;
    }

    private static void asked(long at, UringStream stream, boolean polling) {
        RawMemory.putInt(at + SQE_FD, stream.fd);
        RawMemory.putLong(at + SQE_USER_DATA, stream.name);
        stream.receiving = true;
        stream.polling = polling;
        stream.cancelling = false;
    }

    /** Asks to be told once that there is something, which a call then receives or accepts. */
    private static boolean poll(Ring used, UringStream stream) {
        long at = used.next();
        if (at == 0) {
            return false;
        }
        RawMemory.putByte(at + SQE_OPCODE, IORING_OP_POLL_ADD);
        RawMemory.putInt(at + SQE_OP_FLAGS, Poll.POLLIN);
        asked(at, stream, true);
        return true;
    }

    boolean send(Ring used, UringStream stream) {
        Pinned front = stream.pinned;
        long at = used.next();
        if (at == 0 || front == null) {
            return false;
        }
        if (front.count() == 1) {
            RawMemory.putByte(at + SQE_OPCODE, IORING_OP_SEND);
            RawMemory.putLong(at + SQE_ADDR, front.address(0));
            RawMemory.putInt(at + SQE_LEN, (int) front.length(0));
        } else {
            RawMemory.putByte(at + SQE_OPCODE, IORING_OP_SENDMSG);
            RawMemory.putLong(at + SQE_ADDR, message(used, front));
            RawMemory.putInt(at + SQE_LEN, 1);
        }
        RawMemory.putInt(at + SQE_FD, stream.fd);
        RawMemory.putInt(at + SQE_OP_FLAGS, SysSocket.MSG_NOSIGNAL);
        RawMemory.putLong(at + SQE_USER_DATA, stream.name | Streams.SEND);
        stream.send = UringStream.Send.UNDER_WAY;
        return true;
    }

    /** Lives until the request that was just begun is handed over, for it stands in that request's own place. */
    private long message(Ring used, Pinned front) {
        long size = MSGHDR_SIZE + Pinned.CAPACITY * IOVEC_SIZE;
        MemorySegment all = messages;
        if (all == null) {
            all = Arena.ofAuto().allocate(size * used.submissions(), 8);
            messages = all;
        }
        long header = all.address() + size * used.lastPlace();
        long extents = header + MSGHDR_SIZE;
        RawMemory.clear(header, MSGHDR_SIZE);
        RawMemory.putLong(header + MSGHDR_IOV, extents);
        RawMemory.putLong(header + MSGHDR_IOVLEN, front.count());
        for (int i = 0; i < front.count(); i++) {
            RawMemory.putLong(extents + i * IOVEC_SIZE, front.address(i));
            RawMemory.putLong(extents + i * IOVEC_SIZE + IOVEC_LEN, front.length(i));
        }
        return header;
    }

    /** Asks the kernel to let go of what has a name, or to leave it if it is over. */
    static boolean cancel(Ring used, long name) {
        long at = used.next();
        if (at == 0) {
            return false;
        }
        RawMemory.putByte(at + SQE_OPCODE, IORING_OP_ASYNC_CANCEL);
        RawMemory.putLong(at + SQE_ADDR, name);
        RawMemory.putLong(at + SQE_USER_DATA, IoUringBackend.IGNORED);
        return true;
    }
}

package io.gyre.internal.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/** The part of {@code <sys/socket.h>} that passes descriptors to other processes, and tells who these are. */
public final class SysSocketMessage {
    public static final int SCM_RIGHTS = 1;
    public static final int MSG_CTRUNC = 8;
    public static final int MSG_CMSG_CLOEXEC = 0x40000000;
    public static final int SO_PEERCRED = 17;
    public static final int SO_ACCEPTCONN = 30;

    public static final long MSGHDR_SIZE = 56;
    public static final long MSGHDR_IOV = 16;
    public static final long MSGHDR_IOVLEN = 24;
    private static final long MSGHDR_CONTROL = 32;
    private static final long MSGHDR_CONTROLLEN = 40;
    private static final long MSGHDR_FLAGS = 48;
    public static final long IOVEC_SIZE = 16;
    public static final long IOVEC_LEN = 8;
    private static final long CMSGHDR_SIZE = 16;
    private static final long CMSGHDR_LEVEL = 8;
    private static final long CMSGHDR_TYPE = 12;

    /** {@code struct ucred}: pid, uid, gid. */
    public static final int UCRED_SIZE = 12;

    public static final int UCRED_UID = 4;

    private final CallState state;

    public SysSocketMessage(CallState state) {
        this.state = state;
    }

    /** {@code struct msghdr} with one extent of data and room for {@code descriptors} of one control message. */
    public static final class Message {
        private final MemorySegment header;
        private final MemorySegment control;

        public Message(SegmentAllocator memory, MemorySegment data, int descriptors) {
            MemorySegment extent = memory.allocate(IOVEC_SIZE, 8);
            extent.set(JAVA_LONG, 0, data.address());
            extent.set(JAVA_LONG, IOVEC_LEN, data.byteSize());
            long length = CMSGHDR_SIZE + 4L * descriptors;
            control = memory.allocate((length + 7) & -8, 8);
            header = memory.allocate(MSGHDR_SIZE, 8);
            header.set(JAVA_LONG, MSGHDR_IOV, extent.address());
            header.set(JAVA_LONG, MSGHDR_IOVLEN, 1);
            header.set(JAVA_LONG, MSGHDR_CONTROL, control.address());
            header.set(JAVA_LONG, MSGHDR_CONTROLLEN, control.byteSize());
        }

        /** Fills the control message for {@link #sendmsg}. */
        public Message descriptors(int... numbers) {
            control.set(JAVA_LONG, 0, CMSGHDR_SIZE + 4L * numbers.length);
            control.set(JAVA_INT, CMSGHDR_LEVEL, SysSocketSetup.SOL_SOCKET);
            control.set(JAVA_INT, CMSGHDR_TYPE, SCM_RIGHTS);
            for (int i = 0; i < numbers.length; i++) {
                control.set(JAVA_INT, CMSGHDR_SIZE + 4L * i, numbers[i]);
            }
            return this;
        }

        /** {@return the descriptors that {@link #recvmsg} brought, which are the caller's now} */
        public int[] descriptors() {
            boolean some = header.get(JAVA_LONG, MSGHDR_CONTROLLEN) >= CMSGHDR_SIZE
                    && control.get(JAVA_INT, CMSGHDR_LEVEL) == SysSocketSetup.SOL_SOCKET
                    && control.get(JAVA_INT, CMSGHDR_TYPE) == SCM_RIGHTS;
            int[] numbers = new int[some ? (int) ((control.get(JAVA_LONG, 0) - CMSGHDR_SIZE) / 4) : 0];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = control.get(JAVA_INT, CMSGHDR_SIZE + 4L * i);
            }
            return numbers;
        }

        /** {@return whether there were more descriptors than room, of which the kernel closed the rest} */
        public boolean truncated() {
            return (header.get(JAVA_INT, MSGHDR_FLAGS) & MSG_CTRUNC) != 0;
        }
    }

    /** {@code sendmsg(2)}. */
    public long sendmsg(int fd, Message message, int flags) {
        return call(SysSyscall.SYS_SENDMSG, fd, message, flags);
    }

    /** {@code recvmsg(2)}. */
    public long recvmsg(int fd, Message message, int flags) {
        return call(SysSyscall.SYS_RECVMSG, fd, message, flags);
    }

    private long call(long number, int fd, Message message, int flags) {
        try {
            return state.sizeOrErrno((long) SysSyscall.SYSCALL_3.invokeExact(
                    state.segment, number, (long) fd, message.header.address(), (long) flags));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}

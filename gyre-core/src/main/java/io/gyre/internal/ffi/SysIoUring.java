package io.gyre.internal.ffi;

/** {@code <linux/io_uring.h>}: its three system calls, which the C library does not wrap, and where its structures have their parts. */
public final class SysIoUring {
    // struct io_uring_params, and the offsets of both rings that the kernel writes into it.
    public static final int PARAMS_SIZE = 120;
    public static final int PARAMS_SQ_ENTRIES = 0;
    public static final int PARAMS_CQ_ENTRIES = 4;
    public static final int PARAMS_FLAGS = 8;
    public static final int PARAMS_FEATURES = 20;
    public static final int PARAMS_SQ_HEAD = 40;
    public static final int PARAMS_SQ_TAIL = 44;
    public static final int PARAMS_SQ_FLAGS = 56;
    public static final int PARAMS_SQ_ARRAY = 64;
    public static final int PARAMS_CQ_HEAD = 80;
    public static final int PARAMS_CQ_TAIL = 84;
    public static final int PARAMS_CQ_CQES = 100;

    // struct io_uring_sqe. Parts that share a place go by the name of the operation's that we use.
    public static final int SQE_SIZE = 64;
    public static final int SQE_OPCODE = 0;
    public static final int SQE_FLAGS = 1;
    public static final int SQE_IOPRIO = 2;
    public static final int SQE_FD = 4;
    public static final int SQE_ADDR = 16;
    public static final int SQE_LEN = 24;
    public static final int SQE_OP_FLAGS = 28;
    public static final int SQE_USER_DATA = 32;
    public static final int SQE_BUF_GROUP = 40;

    // struct io_uring_cqe.
    public static final int CQE_SIZE = 16;
    public static final int CQE_USER_DATA = 0;
    public static final int CQE_RES = 8;
    public static final int CQE_FLAGS = 12;

    // struct io_uring_getevents_arg, and struct io_uring_rsrc_update.
    public static final int GETEVENTS_SIZE = 24;
    public static final int GETEVENTS_TS = 16;
    public static final int RSRC_UPDATE_SIZE = 16;
    public static final int RSRC_UPDATE_DATA = 8;

    // struct io_uring_buf, in whose first one's last part the ring's tail stands, and struct io_uring_buf_reg.
    public static final int BUF_SIZE = 16;
    public static final int BUF_ADDR = 0;
    public static final int BUF_LEN = 8;
    public static final int BUF_BID = 12;
    public static final int BUF_RING_TAIL = 14;
    public static final int BUF_REG_SIZE = 40;
    public static final int BUF_REG_ENTRIES = 8;

    public static final int IORING_SETUP_CQSIZE = 1 << 3;
    public static final int IORING_SETUP_CLAMP = 1 << 4;
    public static final int IORING_SETUP_R_DISABLED = 1 << 6;
    public static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
    public static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;
    public static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;
    public static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;
    public static final int IORING_SETUP_NO_SQARRAY = 1 << 16;

    public static final int IORING_FEAT_SINGLE_MMAP = 1;
    public static final int IORING_FEAT_NODROP = 1 << 1;
    public static final int IORING_FEAT_EXT_ARG = 1 << 8;
    public static final int IORING_FEAT_RSRC_TAGS = 1 << 10;

    public static final int IORING_ENTER_GETEVENTS = 1;
    public static final int IORING_ENTER_EXT_ARG = 1 << 3;
    public static final int IORING_ENTER_REGISTERED_RING = 1 << 4;

    public static final int IORING_REGISTER_ENABLE_RINGS = 12;
    public static final int IORING_REGISTER_RING_FDS = 20;
    public static final int IORING_UNREGISTER_RING_FDS = 21;
    public static final int IORING_REGISTER_PBUF_RING = 22;

    public static final long IORING_OFF_SQ_RING = 0;
    public static final long IORING_OFF_SQES = 0x10000000;

    public static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;
    public static final int IORING_CQE_F_BUFFER = 1;
    public static final int IORING_CQE_F_MORE = 1 << 1;
    public static final int IORING_CQE_BUFFER_SHIFT = 16;

    public static final int IORING_OP_POLL_ADD = 6;
    public static final int IORING_OP_POLL_REMOVE = 7;
    public static final int IORING_OP_SENDMSG = 9;
    public static final int IORING_OP_ACCEPT = 13;
    public static final int IORING_OP_ASYNC_CANCEL = 14;
    public static final int IORING_OP_SEND = 26;
    public static final int IORING_OP_RECV = 27;
    public static final int IORING_RECV_MULTISHOT = 1 << 1;
    public static final int IORING_ACCEPT_MULTISHOT = 1;
    public static final int IOSQE_BUFFER_SELECT = 1 << 5;
    public static final int IORING_POLL_ADD_MULTI = 1;
    public static final int IORING_ASYNC_CANCEL_ALL = 1;
    public static final int IORING_ASYNC_CANCEL_ANY = 1 << 2;

    private final CallState state;

    public SysIoUring(CallState state) {
        this.state = state;
    }

    /** {@code io_uring_setup(2)}; {@code params} is the address of {@link #PARAMS_SIZE} bytes. */
    public int io_uring_setup(int entries, long params) {
        return call(SysSyscall.SYS_IO_URING_SETUP, entries, params, 0, 0, 0, 0);
    }

    /** {@code io_uring_enter(2)}; {@code argument} is an address, as the flags say. */
    public int io_uring_enter(int fd, int toSubmit, int minComplete, int flags, long argument, long size) {
        return call(SysSyscall.SYS_IO_URING_ENTER, fd, toSubmit, minComplete, flags, argument, size);
    }

    /** {@code io_uring_register(2)}; {@code argument} is an address, or 0. */
    public int io_uring_register(int fd, int opcode, long argument, int count) {
        return call(SysSyscall.SYS_IO_URING_REGISTER, fd, opcode, argument, count, 0, 0);
    }

    private int call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return state.orErrno((long) SysSyscall.SYSCALL_6.invokeExact(state.segment, number, a, b, c, d, e, f));
        } catch (Throwable thrown) {
            throw Downcall.impossible(thrown);
        }
    }
}

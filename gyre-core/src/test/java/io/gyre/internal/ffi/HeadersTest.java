package io.gyre.internal.ffi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.StructLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Every number that was copied from a C header, against the header. */
@EnabledOnOs(OS.LINUX)
class HeadersTest {
    private static final List<Class<?>> HEADERS = List.of(
            Errno.class,
            Fcntl.class,
            Poll.class,
            SysEpoll.class,
            SysEventfd.class,
            SysFile.class,
            SysIoUring.class,
            SysSelect.class,
            SysSignalfd.class,
            SysSocket.class,
            SysSocketMessage.class,
            SysSocketSetup.class,
            SysSyscall.class,
            Unistd.class,
            UnistdRare.class);

    /** The constants that C has no name for, or a name that only new headers have. All others have the same name there. */
    private static final Map<String, String> EXPRESSIONS = Map.ofEntries(
            Map.entry("POLLFD_SIZE", "sizeof(struct pollfd)"),
            Map.entry("POLLFD_EVENTS", "offsetof(struct pollfd, events)"),
            Map.entry("POLLFD_REVENTS", "offsetof(struct pollfd, revents)"),
            Map.entry("EPOLL_EVENT_SIZE", "sizeof(struct epoll_event)"),
            Map.entry("EPOLL_EVENT_DATA", "offsetof(struct epoll_event, data)"),
            Map.entry("SIGINFO_SIZE", "sizeof(struct signalfd_siginfo)"),
            Map.entry("SIGSET_SIZE", "sizeof(sigset_t)"),
            Map.entry("STAT_SIZE", "sizeof(struct stat)"),
            Map.entry("ST_MODE", "offsetof(struct stat, st_mode)"),
            Map.entry("ST_SIZE", "offsetof(struct stat, st_size)"),
            Map.entry("MSGHDR_SIZE", "sizeof(struct msghdr)"),
            Map.entry("MSGHDR_IOV", "offsetof(struct msghdr, msg_iov)"),
            Map.entry("MSGHDR_IOVLEN", "offsetof(struct msghdr, msg_iovlen)"),
            Map.entry("MSGHDR_CONTROL", "offsetof(struct msghdr, msg_control)"),
            Map.entry("MSGHDR_CONTROLLEN", "offsetof(struct msghdr, msg_controllen)"),
            Map.entry("MSGHDR_FLAGS", "offsetof(struct msghdr, msg_flags)"),
            Map.entry("IOVEC_SIZE", "sizeof(struct iovec)"),
            Map.entry("IOVEC_LEN", "offsetof(struct iovec, iov_len)"),
            Map.entry("CMSGHDR_SIZE", "CMSG_LEN(0)"),
            Map.entry("CMSGHDR_LEVEL", "offsetof(struct cmsghdr, cmsg_level)"),
            Map.entry("CMSGHDR_TYPE", "offsetof(struct cmsghdr, cmsg_type)"),
            Map.entry("PARAMS_SIZE", "sizeof(struct io_uring_params)"),
            Map.entry("PARAMS_SQ_ENTRIES", "offsetof(struct io_uring_params, sq_entries)"),
            Map.entry("PARAMS_CQ_ENTRIES", "offsetof(struct io_uring_params, cq_entries)"),
            Map.entry("PARAMS_FLAGS", "offsetof(struct io_uring_params, flags)"),
            Map.entry("PARAMS_FEATURES", "offsetof(struct io_uring_params, features)"),
            Map.entry("PARAMS_SQ_HEAD", "offsetof(struct io_uring_params, sq_off.head)"),
            Map.entry("PARAMS_SQ_TAIL", "offsetof(struct io_uring_params, sq_off.tail)"),
            Map.entry("PARAMS_SQ_FLAGS", "offsetof(struct io_uring_params, sq_off.flags)"),
            Map.entry("PARAMS_SQ_ARRAY", "offsetof(struct io_uring_params, sq_off.array)"),
            Map.entry("PARAMS_CQ_HEAD", "offsetof(struct io_uring_params, cq_off.head)"),
            Map.entry("PARAMS_CQ_TAIL", "offsetof(struct io_uring_params, cq_off.tail)"),
            Map.entry("PARAMS_CQ_CQES", "offsetof(struct io_uring_params, cq_off.cqes)"),
            Map.entry("SQE_SIZE", "sizeof(struct io_uring_sqe)"),
            Map.entry("SQE_OPCODE", "offsetof(struct io_uring_sqe, opcode)"),
            Map.entry("SQE_FLAGS", "offsetof(struct io_uring_sqe, flags)"),
            Map.entry("SQE_IOPRIO", "offsetof(struct io_uring_sqe, ioprio)"),
            Map.entry("SQE_BUF_GROUP", "offsetof(struct io_uring_sqe, buf_group)"),
            Map.entry("SQE_FD", "offsetof(struct io_uring_sqe, fd)"),
            Map.entry("SQE_ADDR", "offsetof(struct io_uring_sqe, addr)"),
            Map.entry("SQE_LEN", "offsetof(struct io_uring_sqe, len)"),
            Map.entry("SQE_OP_FLAGS", "offsetof(struct io_uring_sqe, poll32_events)"),
            Map.entry("SQE_USER_DATA", "offsetof(struct io_uring_sqe, user_data)"),
            Map.entry("CQE_SIZE", "sizeof(struct io_uring_cqe)"),
            Map.entry("CQE_USER_DATA", "offsetof(struct io_uring_cqe, user_data)"),
            Map.entry("CQE_RES", "offsetof(struct io_uring_cqe, res)"),
            Map.entry("CQE_FLAGS", "offsetof(struct io_uring_cqe, flags)"),
            Map.entry("GETEVENTS_SIZE", "sizeof(struct io_uring_getevents_arg)"),
            Map.entry("GETEVENTS_TS", "offsetof(struct io_uring_getevents_arg, ts)"),
            Map.entry("RSRC_UPDATE_SIZE", "sizeof(struct io_uring_rsrc_update)"),
            Map.entry("RSRC_UPDATE_DATA", "offsetof(struct io_uring_rsrc_update, data)"),
            Map.entry("IORING_SETUP_NO_SQARRAY", "1 << 16"),
            Map.entry("BUF_SIZE", "sizeof(struct io_uring_buf)"),
            Map.entry("BUF_ADDR", "offsetof(struct io_uring_buf, addr)"),
            Map.entry("BUF_LEN", "offsetof(struct io_uring_buf, len)"),
            Map.entry("BUF_BID", "offsetof(struct io_uring_buf, bid)"),
            Map.entry("BUF_RING_TAIL", "offsetof(struct io_uring_buf_ring, tail)"),
            Map.entry("BUF_REG_SIZE", "sizeof(struct io_uring_buf_reg)"),
            Map.entry("BUF_REG_ENTRIES", "offsetof(struct io_uring_buf_reg, ring_entries)"),
            Map.entry("UCRED_SIZE", "sizeof(struct ucred)"),
            Map.entry("UCRED_UID", "offsetof(struct ucred, uid)"));

    @Test
    void everyConstantIsThatOfItsHeader() throws Exception {
        Map<String, Integer> ours = new TreeMap<>();
        for (Class<?> header : HEADERS) {
            for (Field field : header.getDeclaredFields()) {
                addConstant(field, ours);
            }
        }
        assertTrue(ours.size() > 90, () -> "only " + ours.size() + " constants were found");
        Map<String, Integer> theirs = new TreeMap<>();
        CProbe.values(ours.keySet()).forEach((name, value) -> theirs.put(name, value.intValue()));
        assertEquals(List.of(), differences(ours, theirs));
    }

    private static List<String> differences(Map<String, Integer> ours, Map<String, Integer> theirs) {
        return ours.keySet().stream()
                .filter(name -> !Objects.equals(ours.get(name), theirs.get(name)))
                .map(name -> name + " is " + ours.get(name) + ", in C " + theirs.get(name))
                .toList();
    }

    private static void addConstant(Field field, Map<String, Integer> constants) throws IllegalAccessException {
        boolean isNumber =
                List.of(int.class, long.class, short.class).contains(field.getType()) && !field.isSynthetic();
        if (isNumber && Modifier.isStatic(field.getModifiers())) {
            field.setAccessible(true);
            String expression = EXPRESSIONS.getOrDefault(field.getName(), nameInC(field.getName()));
            Integer before = constants.put(expression, ((Number) field.get(null)).intValue());
            assertTrue(before == null, () -> expression + " stands in two classes");
        }
    }

    /** Java writes constants in capitals, C not all of them. */
    private static String nameInC(String name) {
        return name.startsWith("SYS_") ? "SYS_" + name.substring(4).toLowerCase(Locale.ROOT) : name;
    }

    @Test
    void everyErrorHasTheTextOfTheCLibrary() throws Exception {
        var body = new StringBuilder();
        var ours = new ArrayList<String>();
        for (Field field : Errno.class.getFields()) {
            int errno = field.getInt(null);
            body.append("printf(\"%%s\\n\", strerror(%s));\n".formatted(field.getName()));
            ours.add(Errno.text(errno));
            assertEquals(field.getName(), Errno.name(errno));
            assertEquals(errno, Errno.ofText(Errno.text(errno)));
        }
        assertEquals(ours, CProbe.run(body.toString()).lines().toList());
    }

    @Test
    void timesAndSignalsAreLaidOutAsWeWriteThem() throws Exception {
        var layout = new HashMap<String, Long>(Map.of(
                "sizeof(struct timespec)", 16L,
                "offsetof(struct timespec, tv_sec)", 0L,
                "offsetof(struct timespec, tv_nsec)", 8L,
                "offsetof(struct signalfd_siginfo, ssi_signo)", 0L,
                "sizeof(((struct signalfd_siginfo *) 0)->ssi_signo)", 4L,
                "offsetof(struct pollfd, fd)", 0L,
                "sizeof(fd_set) * 8", 1024L,
                "sizeof(long)", 8L));
        layout.putAll(Map.of(
                "offsetof(struct iovec, iov_base)", 0L,
                "offsetof(struct cmsghdr, cmsg_len)", 0L,
                "sizeof(((struct cmsghdr *) 0)->cmsg_len)", 8L,
                "sizeof(((struct msghdr *) 0)->msg_controllen)", 8L,
                "sizeof(((struct msghdr *) 0)->msg_iovlen)", 8L,
                "CMSG_SPACE(12)", 32L,
                "offsetof(struct ucred, pid)", 0L));
        assertEquals(layout, new HashMap<>(CProbe.values(layout.keySet())));
    }

    /** The mechanisms read one as the other. */
    @Test
    void pollAndEpollShareTheirBits() {
        assertEquals(
                List.of(SysEpoll.EPOLLIN, SysEpoll.EPOLLOUT, SysEpoll.EPOLLERR, SysEpoll.EPOLLHUP, SysEpoll.EPOLLRDHUP),
                List.of((int) Poll.POLLIN, (int) Poll.POLLOUT, (int) Poll.POLLERR, (int) Poll.POLLHUP, (int)
                        Poll.POLLRDHUP));
    }

    @Test
    void epollEventsArePackedOnX86Only() {
        StructLayout packed = SysEpoll.epollEvent("amd64");
        StructLayout aligned = SysEpoll.epollEvent("aarch64");
        assertEquals(12, packed.byteSize());
        assertEquals(4, packed.byteOffset(PathElement.groupElement("data")));
        assertEquals(16, aligned.byteSize());
        assertEquals(8, aligned.byteOffset(PathElement.groupElement("data")));
    }
}

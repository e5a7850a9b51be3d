package io.gyre.internal.ffi;

import java.util.Comparator;
import java.util.Map;

/** {@code <errno.h>}: the numbers of Linux, their names, and their texts. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int EBADF = 9;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EFAULT = 14;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int ESPIPE = 29;
    public static final int EPIPE = 32;
    public static final int ENOSYS = 38;
    public static final int ETIME = 62;
    public static final int ENOTSOCK = 88;
    public static final int EDESTADDRREQ = 89;
    public static final int EMSGSIZE = 90;
    public static final int ENOPROTOOPT = 92;
    public static final int EOPNOTSUPP = 95;
    public static final int EAFNOSUPPORT = 97;
    public static final int EADDRINUSE = 98;
    public static final int EADDRNOTAVAIL = 99;
    public static final int ENETUNREACH = 101;
    public static final int ECONNABORTED = 103;
    public static final int ECONNRESET = 104;
    public static final int ENOBUFS = 105;
    public static final int EISCONN = 106;
    public static final int ENOTCONN = 107;
    public static final int ETIMEDOUT = 110;
    public static final int ECONNREFUSED = 111;
    public static final int EHOSTUNREACH = 113;
    public static final int EALREADY = 114;
    public static final int EINPROGRESS = 115;
    public static final int ECANCELED = 125;

    private record Entry(String name, String text) {}

    private static final Map<Integer, Entry> KNOWN = Map.ofEntries(
            entry(EPERM, "EPERM", "Operation not permitted"),
            entry(ENOENT, "ENOENT", "No such file or directory"),
            entry(EINTR, "EINTR", "Interrupted system call"),
            entry(EIO, "EIO", "Input/output error"),
            entry(EBADF, "EBADF", "Bad file descriptor"),
            entry(EAGAIN, "EAGAIN", "Resource temporarily unavailable"),
            entry(ENOMEM, "ENOMEM", "Cannot allocate memory"),
            entry(EACCES, "EACCES", "Permission denied"),
            entry(EFAULT, "EFAULT", "Bad address"),
            entry(EBUSY, "EBUSY", "Device or resource busy"),
            entry(EEXIST, "EEXIST", "File exists"),
            entry(EINVAL, "EINVAL", "Invalid argument"),
            entry(ENFILE, "ENFILE", "Too many open files in system"),
            entry(EMFILE, "EMFILE", "Too many open files"),
            entry(ESPIPE, "ESPIPE", "Illegal seek"),
            entry(EPIPE, "EPIPE", "Broken pipe"),
            entry(ENOSYS, "ENOSYS", "Function not implemented"),
            entry(ETIME, "ETIME", "Timer expired"),
            entry(ENOTSOCK, "ENOTSOCK", "Socket operation on non-socket"),
            entry(EDESTADDRREQ, "EDESTADDRREQ", "Destination address required"),
            entry(EMSGSIZE, "EMSGSIZE", "Message too long"),
            entry(ENOPROTOOPT, "ENOPROTOOPT", "Protocol not available"),
            entry(EOPNOTSUPP, "EOPNOTSUPP", "Operation not supported"),
            entry(EAFNOSUPPORT, "EAFNOSUPPORT", "Address family not supported by protocol"),
            entry(EADDRINUSE, "EADDRINUSE", "Address already in use"),
            entry(EADDRNOTAVAIL, "EADDRNOTAVAIL", "Cannot assign requested address"),
            entry(ENETUNREACH, "ENETUNREACH", "Network is unreachable"),
            entry(ECONNABORTED, "ECONNABORTED", "Software caused connection abort"),
            entry(ECONNRESET, "ECONNRESET", "Connection reset by peer"),
            entry(ENOBUFS, "ENOBUFS", "No buffer space available"),
            entry(EISCONN, "EISCONN", "Transport endpoint is already connected"),
            entry(ENOTCONN, "ENOTCONN", "Transport endpoint is not connected"),
            entry(ETIMEDOUT, "ETIMEDOUT", "Connection timed out"),
            entry(ECONNREFUSED, "ECONNREFUSED", "Connection refused"),
            entry(EHOSTUNREACH, "EHOSTUNREACH", "No route to host"),
            entry(EALREADY, "EALREADY", "Operation already in progress"),
            entry(ECANCELED, "ECANCELED", "Operation canceled"),
            entry(EINPROGRESS, "EINPROGRESS", "Operation now in progress"),
            // Those that nothing here asks for, but that a message may have to name.
            entry(3, "ESRCH", "No such process"),
            entry(6, "ENXIO", "No such device or address"),
            entry(10, "ECHILD", "No child processes"),
            entry(18, "EXDEV", "Invalid cross-device link"),
            entry(19, "ENODEV", "No such device"),
            entry(20, "ENOTDIR", "Not a directory"),
            entry(21, "EISDIR", "Is a directory"),
            entry(25, "ENOTTY", "Inappropriate ioctl for device"),
            entry(26, "ETXTBSY", "Text file busy"),
            entry(27, "EFBIG", "File too large"),
            entry(28, "ENOSPC", "No space left on device"),
            entry(30, "EROFS", "Read-only file system"),
            entry(36, "ENAMETOOLONG", "File name too long"),
            entry(40, "ELOOP", "Too many levels of symbolic links"),
            entry(71, "EPROTO", "Protocol error"),
            entry(75, "EOVERFLOW", "Value too large for defined data type"),
            entry(91, "EPROTOTYPE", "Protocol wrong type for socket"),
            entry(93, "EPROTONOSUPPORT", "Protocol not supported"),
            entry(94, "ESOCKTNOSUPPORT", "Socket type not supported"),
            entry(100, "ENETDOWN", "Network is down"),
            entry(102, "ENETRESET", "Network dropped connection on reset"),
            entry(112, "EHOSTDOWN", "Host is down"),
            entry(122, "EDQUOT", "Disk quota exceeded"));

    private Errno() {}

    private static Map.Entry<Integer, Entry> entry(int number, String name, String text) {
        return Map.entry(number, new Entry(name, text));
    }

    /** {@return the constant's name, such as {@code EADDRINUSE}, or {@code errno 200} for a number not listed here} */
    public static String name(int errno) {
        Entry known = KNOWN.get(errno);
        return known != null ? known.name : "errno " + errno;
    }

    /** {@return the English text of {@code errno}, as {@code strerror(3)} gives it in the C locale} */
    public static String text(int errno) {
        Entry known = KNOWN.get(errno);
        return known != null ? known.text : "Error " + errno;
    }

    /** {@return the error with whose text {@code message} begins, as the JDK's messages do, or 0 for none} */
    public static int ofText(String message) {
        return KNOWN.entrySet().stream()
                .filter(known -> message.startsWith(known.getValue().text))
                .max(Comparator.comparingInt(known -> known.getValue().text.length()))
                .map(Map.Entry::getKey)
                .orElse(0);
    }
}

package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.nio.channels.AlreadyBoundException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NotYetBoundException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.Map;

/** The errno behind an exception of the JDK: by its type where that says enough, otherwise by the system's text in its message. */
final class NioErrors {
    /** Texts that are not those of {@code strerror(3)} on Linux: the JDK's own, macOS's, and those of Windows. */
    private static final Map<String, Integer> OTHER_TEXTS = Map.of(
            "Connection reset", Errno.ECONNRESET,
            "Connection timed out", Errno.ETIMEDOUT,
            "Can't assign requested address", Errno.EADDRNOTAVAIL,
            "Socket is not connected", Errno.ENOTCONN,
            "Socket closed", Errno.EBADF,
            "Unix domain path too long", Errno.EINVAL,
            "An existing connection was forcibly closed", Errno.ECONNRESET,
            "An established connection was aborted", Errno.ECONNABORTED,
            "A socket operation was attempted to an unreachable", Errno.ENETUNREACH,
            "No buffer space available (maximum connections", Errno.EMFILE);

    private NioErrors() {}

    /** {@return the error's number, positive; {@code EIO} for an exception that says nothing} */
    static int errno(Exception thrown) {
        return switch (thrown) {
            case ClosedChannelException _ -> Errno.EBADF;
            case PortUnreachableException _ -> Errno.ECONNREFUSED;
            case NoRouteToHostException _ -> ofText(thrown, Errno.EHOSTUNREACH);
            case ConnectException _ -> ofText(thrown, Errno.ECONNREFUSED);
            case BindException _ -> ofText(thrown, Errno.EADDRINUSE);
            case NotYetConnectedException _ -> Errno.ENOTCONN;
            case AlreadyConnectedException _ -> Errno.EISCONN;
            case ConnectionPendingException _ -> Errno.EALREADY;
            case AlreadyBoundException _, NotYetBoundException _, IllegalBlockingModeException _ -> Errno.EINVAL;
            case UnsupportedAddressTypeException _, UnsupportedOperationException _ -> Errno.EAFNOSUPPORT;
            case NoSuchFileException _ -> Errno.ENOENT;
            case AccessDeniedException _ -> Errno.EACCES;
            case UnresolvedAddressException _ ->
                throw new IllegalArgumentException("the address is not resolved yet: ask a HostResolver first", thrown);
            case RuntimeException misuse -> throw misuse;
            default -> ofText(thrown, Errno.EIO);
        };
    }

    private static int ofText(Exception thrown, int otherwise) {
        String message = String.valueOf(thrown.getMessage());
        int errno = Errno.ofText(message);
        if (errno != 0) {
            return errno;
        }
        return OTHER_TEXTS.entrySet().stream()
                .filter(known -> message.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(otherwise);
    }
}

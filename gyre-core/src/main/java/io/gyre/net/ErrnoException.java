package io.gyre.net;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.io.Serial;

/** A system call failed in a way that its caller did not expect. The message names the call, the error and the remedy. */
public final class ErrnoException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    /** The name of the C function. */
    private final String call;

    /** Positive. */
    private final int errno;

    /**
     * Names a failure.
     *
     * @param call the C function, with what it was about where that helps, such as {@code bind 127.0.0.1:80}
     * @param errno the error's number; a negative result of a {@link Platform} call is taken as well
     */
    public ErrnoException(String call, int errno) {
        this(call, errno, "");
    }

    /**
     * Names a failure whose remedy depends on the caller.
     *
     * @param call the C function, with what it was about where that helps
     * @param errno the error's number; a negative result of a {@link Platform} call is taken as well
     * @param remedy what the operator can do; if empty, what usually helps against this error
     */
    public ErrnoException(String call, int errno, String remedy) {
        super(message(call, Math.abs(errno), remedy.isEmpty() ? remedy(Math.abs(errno)) : remedy));
        this.call = call;
        this.errno = Math.abs(errno);
    }

    /** {@return the C function that failed, and what it was about} */
    public String call() {
        return call;
    }

    /** {@return the error's number, positive} */
    public int errno() {
        return errno;
    }

    /** {@return the error's constant, such as {@code ECONNREFUSED}} */
    public String errnoName() {
        return Errno.name(errno);
    }

    private static String message(String call, int errno, String remedy) {
        return call + ": " + Errno.text(errno) + " (" + Errno.name(errno) + ")"
                + (remedy.isEmpty() ? "" : "; " + remedy);
    }

    private static String remedy(int errno) {
        return switch (errno) {
            case Errno.EMFILE -> "raise the limit of open files of this process (ulimit -n), or close descriptors";
            case Errno.ENFILE -> "raise the system's limit of open files (sysctl fs.file-max)";
            case Errno.EADDRINUSE -> "another socket has this address: choose another port, or end its owner";
            case Errno.EADDRNOTAVAIL -> "no interface of this machine has this address";
            case Errno.EACCES -> "this needs a privilege that the process lacks; ports below 1024 are such a case";
            case Errno.ECONNREFUSED -> "nothing listens there";
            case Errno.EBADF -> "the descriptor is not open";
            default -> "";
        };
    }
}

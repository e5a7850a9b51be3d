package io.gyre.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.internal.ffi.Errno;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class NioErrorsTest {
    private static void assertErrno(String name, Exception thrown) {
        assertEquals(name, Errno.name(NioErrors.errno(thrown)));
    }

    @Test
    void theTypeOfAnExceptionTellsItsErrno() {
        assertErrno("EBADF", new ClosedChannelException());
        assertErrno("EBADF", new AsynchronousCloseException());
        assertErrno("ENOTCONN", new NotYetConnectedException());
        assertErrno("EISCONN", new AlreadyConnectedException());
        assertErrno("EALREADY", new ConnectionPendingException());
        assertErrno("EAFNOSUPPORT", new UnsupportedAddressTypeException());
        assertErrno("ENOENT", new NoSuchFileException("/none"));
        assertErrno("ECONNREFUSED", new PortUnreachableException());
        assertErrno("EHOSTUNREACH", new NoRouteToHostException("Host is unreachable"));
    }

    @Test
    void theTextOfAnExceptionTellsItsErrno() {
        assertErrno("ECONNREFUSED", new ConnectException("Connection refused"));
        assertErrno("ECONNREFUSED", new ConnectException("Connection refused: getsockopt"));
        assertErrno("ETIMEDOUT", new ConnectException("Connection timed out"));
        assertErrno("ENETUNREACH", new ConnectException("Network is unreachable"));
        assertErrno("EADDRINUSE", new BindException("Address already in use"));
        assertErrno("EADDRNOTAVAIL", new BindException("Cannot assign requested address"));
        assertErrno("EADDRNOTAVAIL", new BindException("Can't assign requested address"));
        assertErrno("EACCES", new BindException("Permission denied"));
        assertErrno("ECONNRESET", new SocketException("Connection reset"));
        assertErrno("ECONNRESET", new IOException("Connection reset by peer"));
        assertErrno("ECONNRESET", new IOException("An existing connection was forcibly closed by the remote host"));
        assertErrno("EPIPE", new IOException("Broken pipe"));
        assertErrno("EMFILE", new IOException("Too many open files"));
        assertErrno("ENFILE", new IOException("Too many open files in system"));
        assertErrno("EMSGSIZE", new SocketException("Message too long"));
    }

    @Test
    void whatSaysNothingIsAnInputOutputError() {
        assertErrno("EIO", new IOException("the disk is on fire"));
        assertErrno("EIO", new IOException((String) null));
    }

    @Test
    void aMistakeIsThrown() {
        assertThrows(IllegalArgumentException.class, () -> NioErrors.errno(new UnresolvedAddressException()));
        assertThrows(NullPointerException.class, () -> NioErrors.errno(new NullPointerException()));
    }
}

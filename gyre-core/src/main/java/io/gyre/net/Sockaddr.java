package io.gyre.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.gyre.internal.ffi.SysSocketSetup;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Addresses as C has them: {@code struct sockaddr_in}, {@code sockaddr_in6} and {@code sockaddr_un}. */
final class Sockaddr {
    /** Room for any of the three. */
    static final int CAPACITY = 128;

    private static final int INET_SIZE = 16;
    private static final int INET6_SIZE = 28;

    /** {@code sizeof(sun_path)}. */
    private static final int UNIX_PATH = 108;

    private static final ValueLayout.OfShort PORT = JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Sockaddr() {}

    /** Writes {@code address} and gives its length; a negative one says that the address does not fit. */
    static int write(MemorySegment out, SocketAddress address) {
        out.fill((byte) 0);
        return switch (address) {
            case InetSocketAddress inet -> writeInet(out, inet);
            case UnixDomainSocketAddress unix -> writeUnix(out, unix.getPath().toString());
            default -> -1;
        };
    }

    private static int writeInet(MemorySegment out, InetSocketAddress address) {
        out.set(PORT, 2, (short) address.getPort());
        return switch (address.getAddress()) {
            case Inet4Address v4 -> {
                out.set(JAVA_SHORT_UNALIGNED, 0, (short) SysSocketSetup.AF_INET);
                MemorySegment.copy(v4.getAddress(), 0, out, JAVA_BYTE, 4, 4);
                yield INET_SIZE;
            }
            case Inet6Address v6 -> {
                out.set(JAVA_SHORT_UNALIGNED, 0, (short) SysSocketSetup.AF_INET6);
                MemorySegment.copy(v6.getAddress(), 0, out, JAVA_BYTE, 8, 16);
                out.set(JAVA_INT_UNALIGNED, 24, v6.getScopeId());
                yield INET6_SIZE;
            }
            case null, default ->
                throw new IllegalArgumentException(
                        "'" + address.getHostString() + "' is not resolved yet: ask a HostResolver first");
        };
    }

    /** A name that begins with {@code @} is in Linux' abstract name space, where a NUL stands for that sign. */
    private static int writeUnix(MemorySegment out, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        boolean named = bytes.length > 0 && bytes[0] != '@';
        if (bytes.length + (named ? 1 : 0) > UNIX_PATH) {
            return -1;
        }
        out.set(JAVA_SHORT_UNALIGNED, 0, (short) SysSocketSetup.AF_UNIX);
        MemorySegment.copy(bytes, 0, out, JAVA_BYTE, 2, bytes.length);
        if (!named && bytes.length > 0) {
            out.set(JAVA_BYTE, 2, (byte) 0);
        }
        return 2 + bytes.length + (named ? 1 : 0);
    }

    /** {@return the address of {@code length} bytes at {@code in}, or null for a family that Java has no type for} */
    static @Nullable SocketAddress read(MemorySegment in, int length) {
        if (length < 2) {
            return null;
        }
        return switch (in.get(JAVA_SHORT_UNALIGNED, 0)) {
            case SysSocketSetup.AF_INET -> inet(in, 4, 4, 0);
            case SysSocketSetup.AF_INET6 -> inet(in, 8, 16, in.get(JAVA_INT_UNALIGNED, 24));
            case SysSocketSetup.AF_UNIX -> unix(in, length - 2);
            default -> null;
        };
    }

    private static SocketAddress inet(MemorySegment in, int offset, int size, int scope) {
        byte[] bytes = in.asSlice(offset, size).toArray(JAVA_BYTE);
        try {
            InetAddress address =
                    scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
            return new InetSocketAddress(address, in.get(PORT, 2) & 0xffff);
        } catch (UnknownHostException impossible) {
            throw new AssertionError(size + " bytes are always an address", impossible);
        }
    }

    private static SocketAddress unix(MemorySegment in, int length) {
        if (length <= 0) {
            return UnixDomainSocketAddress.of("");
        }
        byte[] bytes = in.asSlice(2, length).toArray(JAVA_BYTE);
        if (bytes[0] == 0) {
            bytes[0] = '@';
        } else if (bytes[bytes.length - 1] == 0) {
            return UnixDomainSocketAddress.of(Path.of(new String(bytes, 0, bytes.length - 1, StandardCharsets.UTF_8)));
        }
        return UnixDomainSocketAddress.of(Path.of(new String(bytes, StandardCharsets.UTF_8)));
    }
}

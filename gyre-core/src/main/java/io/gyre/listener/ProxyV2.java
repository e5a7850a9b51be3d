package io.gyre.listener;

import io.gyre.net.SocketType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the PROXY protocol (its section 2.2): 12 bytes that no other protocol begins with; version and command; family
 * and transport; the length of the rest in two bytes; the addresses; TLVs.
 */
final class ProxyV2 {
    private static final byte[] SIGNATURE = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};
    private static final int FIXED = 16;
    private static final int LOCAL = 0x20;
    private static final int PROXY = 0x21;
    private static final int INET = 0x10;
    private static final int INET6 = 0x20;
    private static final int UNIX = 0x30;
    private static final int UNIX_PATH = 108;
    private static final int TLV_HEAD = 3;

    private ProxyV2() {}

    static boolean mayBegin(byte[] bytes, int count) {
        int signature = Math.min(count, SIGNATURE.length);
        for (int i = 0; i < signature; i++) {
            if (bytes[i] != SIGNATURE[i]) {
                return false;
            }
        }
        return true;
    }

    /** {@return the fewest bytes that a header which begins with these has} */
    static int atLeast(byte[] bytes, int count) throws ProxyHeaderException {
        if (count > SIGNATURE.length && bytes[12] != LOCAL && bytes[12] != PROXY) {
            throw ProxyHeaderException.malformed(
                    "version and command 0x%02x are neither 0x20 (LOCAL) nor 0x21 (PROXY)".formatted(bytes[12] & 0xff));
        }
        if (count < FIXED) {
            return FIXED;
        }
        int size = FIXED + ByteBuffer.wrap(bytes, 14, 2).getChar();
        if (size > ProxyHeader.MAX_BYTES) {
            throw ProxyHeaderException.malformed(size + " bytes are more than " + ProxyHeader.MAX_BYTES);
        }
        return size;
    }

    static ProxyHeader parse(byte[] bytes, int size) throws ProxyHeaderException {
        if (bytes[12] == LOCAL) {
            return ProxyHeader.ofProxyItself(); // Whatever else it says is to be ignored.
        }
        ByteBuffer rest = ByteBuffer.wrap(bytes, FIXED, size - FIXED);
        try {
            return parse(bytes, size, bytes[13] & 0xff, rest);
        } catch (BufferUnderflowException cut) {
            throw ProxyHeaderException.malformed("its " + size + " bytes end within an address or a TLV");
        }
    }

    private static ProxyHeader parse(byte[] bytes, int size, int family, ByteBuffer rest) throws ProxyHeaderException {
        SocketAddress source = null;
        SocketAddress destination = null;
        SocketType type = SocketType.STREAM;
        if (family != 0) {
            type = type(family);
            byte[] from = raw(family, rest);
            byte[] to = raw(family, rest);
            source = address(from, rest);
            destination = address(to, rest);
        }
        List<ProxyTlv> tlvs = tlvs(bytes, size, rest);
        return new ProxyHeader(ProxyHeader.Version.V2, false, type, source, destination, tlvs);
    }

    private static SocketType type(int family) throws ProxyHeaderException {
        return switch (family & 0x0f) {
            case 1 -> SocketType.STREAM;
            case 2 -> SocketType.DATAGRAM;
            default -> throw unknown(family);
        };
    }

    private static byte[] raw(int family, ByteBuffer rest) throws ProxyHeaderException {
        byte[] address = new byte
                [switch (family & 0xf0) {
                    case INET -> 4;
                    case INET6 -> 16;
                    case UNIX -> UNIX_PATH;
                    default -> throw unknown(family);
                }];
        rest.get(address);
        return address;
    }

    private static ProxyHeaderException unknown(int family) {
        return ProxyHeaderException.malformed("there is no family and transport 0x%02x".formatted(family));
    }

    private static SocketAddress address(byte[] raw, ByteBuffer rest) throws ProxyHeaderException {
        return raw.length == UNIX_PATH ? unix(raw) : ProxyV1.inet(raw, rest.getShort() & 0xffff);
    }

    /** A path ends before the first NUL; a name in the abstract name space, which begins with one, before the last ones. */
    private static SocketAddress unix(byte[] raw) throws ProxyHeaderException {
        int length = raw.length;
        if (raw[0] != 0) {
            length = 0;
            while (length < raw.length && raw[length] != 0) {
                length++;
            }
        } else {
            while (length > 0 && raw[length - 1] == 0) {
                length--;
            }
            raw[0] = '@';
        }
        try {
            String path = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw, 0, length))
                    .toString();
            return UnixDomainSocketAddress.of(path);
        } catch (CharacterCodingException | InvalidPathException unusable) {
            throw ProxyHeaderException.malformed("a Unix socket's path is no text in UTF-8");
        }
    }

    private static List<ProxyTlv> tlvs(byte[] bytes, int size, ByteBuffer rest) throws ProxyHeaderException {
        var tlvs = new ArrayList<ProxyTlv>();
        while (rest.hasRemaining()) {
            int type = rest.get() & 0xff;
            byte[] value = new byte[checked(rest.getShort() & 0xffff, rest)];
            rest.get(value);
            if (type == ProxyTlv.CRC32C) {
                check(bytes, size, rest.position() - value.length, value.length);
            } else if (type != ProxyTlv.NOOP) {
                tlvs.add(new ProxyTlv(type, value));
            }
        }
        return tlvs;
    }

    private static int checked(int length, ByteBuffer rest) {
        if (length > rest.remaining()) {
            throw new BufferUnderflowException();
        }
        return length;
    }

    /** The checksum is that of the whole header with zeros in the place of the checksum. */
    private static void check(byte[] bytes, int size, int at, int length) throws ProxyHeaderException {
        if (length != 4) {
            throw ProxyHeaderException.malformed("a checksum has 4 bytes, not " + length);
        }
        var sum = new CRC32C();
        sum.update(bytes, 0, at);
        sum.update(new byte[4]);
        sum.update(bytes, at + 4, size - at - 4);
        if ((int) sum.getValue() != ByteBuffer.wrap(bytes).getInt(at)) {
            throw ProxyHeaderException.malformed("its checksum is wrong");
        }
    }

    static byte[] serialise(ProxyHeader header) {
        ByteBuffer out = ByteBuffer.allocate(size(header));
        out.put(SIGNATURE).put((byte) (header.local() ? LOCAL : PROXY)).put((byte) family(header));
        out.putShort((short) (out.capacity() - FIXED));
        boolean ipv4 = ProxyV1.isIpv4(header.source()) && ProxyV1.isIpv4(header.destination());
        putHost(out, header.source(), ipv4);
        putHost(out, header.destination(), ipv4);
        putPort(out, header.source());
        putPort(out, header.destination());
        for (ProxyTlv tlv : header.tlvs()) {
            out.put((byte) tlv.type()).putShort((short) tlv.length()).put(tlv.value());
        }
        return out.array();
    }

    private static int size(ProxyHeader header) {
        int addresses = switch (family(header) & 0xf0) {
            case INET -> 12;
            case INET6 -> 36;
            case UNIX -> 2 * UNIX_PATH;
            default -> 0;
        };
        long size = (long) FIXED + addresses;
        for (ProxyTlv tlv : header.tlvs()) {
            size += TLV_HEAD + tlv.length();
        }
        if (size > ProxyHeader.MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a header of " + size + " bytes is too long: leave TLVs out, down to " + ProxyHeader.MAX_BYTES);
        }
        return (int) size;
    }

    private static int family(ProxyHeader header) {
        int transport = header.type() == SocketType.STREAM ? 1 : 2;
        return switch (header.source()) {
            case null -> 0;
            case UnixDomainSocketAddress _ -> UNIX | transport;
            default ->
                (ProxyV1.isIpv4(header.source()) && ProxyV1.isIpv4(header.destination()) ? INET : INET6) | transport;
        };
    }

    private static void putHost(ByteBuffer out, @Nullable SocketAddress address, boolean ipv4) {
        switch (address) {
            case InetSocketAddress inet -> {
                byte[] bytes = Objects.requireNonNull(inet.getAddress()).getAddress();
                out.put(ipv4 ? bytes : ProxyV1.inIpv6(bytes));
            }
            case UnixDomainSocketAddress unix -> putPath(out, unix.getPath().toString());
            case null, default -> {}
        }
    }

    private static void putPath(ByteBuffer out, String path) {
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > UNIX_PATH) {
            throw new IllegalArgumentException(path + " has " + bytes.length + " bytes: at most " + UNIX_PATH + " fit");
        }
        if (bytes.length > 1 && bytes[0] == '@') {
            bytes[0] = 0;
        }
        out.put(bytes).position(out.position() + UNIX_PATH - bytes.length);
    }

    private static void putPort(ByteBuffer out, @Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            out.putShort((short) inet.getPort());
        }
    }
}

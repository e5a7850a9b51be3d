package io.gyre.listener;

import io.gyre.net.SocketType;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy sends ahead of a connection that it passes on, to say whose it is: HAProxy's PROXY protocol, versions 1 and 2.
 *
 * <p>Addresses that IPv6 has for IPv4 ({@code ::ffff:1.2.3.4}) are IPv4 here, as everywhere in the JDK.
 *
 * @param version how it is written
 * @param local whether the proxy itself made the connection, to see whether anybody answers; such a one has no addresses
 * @param type of the connection that is passed on
 * @param source the client; null if unknown, and then the connection's own ends count
 * @param destination where the client connected to; null if {@code source} is
 * @param tlvs what else is known, in its order; only in version 2
 */
public record ProxyHeader(
        Version version,
        boolean local,
        SocketType type,
        @Nullable SocketAddress source,
        @Nullable SocketAddress destination,
        List<ProxyTlv> tlvs) {
    /** No header is longer than so many bytes. Version 2 could tell of 64 KiB, which nobody needs. */
    public static final int MAX_BYTES = 4096;

    /** How a header is written. */
    public enum Version {
        /** A line of text, for TCP alone. */
        V1,
        /** Bytes with a fixed layout. */
        V2
    }

    /**
     * Checks that the parts fit together.
     *
     * @throws IllegalArgumentException if the version cannot say this, or one address is missing or of another kind
     */
    public ProxyHeader {
        tlvs = List.copyOf(tlvs);
        if (kind(source) != kind(destination)) {
            throw new IllegalArgumentException(
                    source + " and " + destination + " are not of one kind: one header has both");
        }
        boolean plain = !local && type == SocketType.STREAM && tlvs.isEmpty() && kind(source) != Kind.UNIX;
        if (version == Version.V1 && !plain) {
            throw new IllegalArgumentException("version 1 has TCP addresses and nothing else: use version 2");
        }
        if (local && (source != null || !tlvs.isEmpty())) {
            throw new IllegalArgumentException("a proxy's own connection has no addresses and no TLVs: leave them out");
        }
        if (source == null && type != SocketType.STREAM) {
            throw new IllegalArgumentException("without addresses a header has no type: use STREAM");
        }
        if (tlvs.stream().anyMatch(tlv -> tlv.type() == ProxyTlv.CRC32C || tlv.type() == ProxyTlv.NOOP)) {
            throw new IllegalArgumentException(
                    "a checksum or filler belongs to the bytes, not to what they say: leave it out");
        }
    }

    private enum Kind {
        NONE,
        INET,
        UNIX
    }

    private static Kind kind(@Nullable SocketAddress address) {
        return switch (address) {
            case null -> Kind.NONE;
            case InetSocketAddress inet when inet.getAddress() != null -> Kind.INET;
            case UnixDomainSocketAddress _ -> Kind.UNIX;
            default -> throw new IllegalArgumentException(address + " is no resolved internet address, nor a Unix one");
        };
    }

    /**
     * {@return a header of version 1 for a TCP connection}
     *
     * @param source the client; null for one that cannot be told
     * @param destination where it connected to; null if {@code source} is
     */
    public static ProxyHeader v1(@Nullable SocketAddress source, @Nullable SocketAddress destination) {
        return new ProxyHeader(Version.V1, false, SocketType.STREAM, source, destination, List.of());
    }

    /**
     * {@return a header of version 2 for a stream connection}
     *
     * @param source the client; null for one that cannot be told
     * @param destination where it connected to; null if {@code source} is
     */
    public static ProxyHeader v2(
            @Nullable SocketAddress source, @Nullable SocketAddress destination, ProxyTlv... tlvs) {
        return new ProxyHeader(Version.V2, false, SocketType.STREAM, source, destination, List.of(tlvs));
    }

    /** {@return the header of a connection of the proxy itself, such as one that checks its target's health} */
    public static ProxyHeader ofProxyItself() {
        return new ProxyHeader(Version.V2, true, SocketType.STREAM, null, null, List.of());
    }

    /**
     * {@return the bytes to send before all others}
     *
     * @throws IllegalArgumentException if it is longer than {@link #MAX_BYTES}, or a path than 108 bytes
     */
    public byte[] serialise() {
        return version == Version.V1 ? ProxyV1.serialise(this) : ProxyV2.serialise(this);
    }

    /**
     * {@return the header with which {@code bytes} begin, or null if they are its beginning only} The position moves past the
     * header, and stays where it is otherwise. A checksum is checked.
     *
     * @param bytes from the position on; borrowed for the call
     * @throws ProxyHeaderException as soon as no further bytes could make a header of them
     */
    public static @Nullable ProxyHeader parse(ByteBuffer bytes) throws ProxyHeaderException {
        byte[] first = new byte[Math.min(bytes.remaining(), MAX_BYTES)];
        bytes.duplicate().get(first);
        int size = 0;
        for (int least = atLeast(first, 0); least > size; least = atLeast(first, size)) {
            if (least > first.length) {
                if (atLeast(first, first.length) <= first.length) {
                    throw ProxyHeaderException.malformed("the line ends before its last field");
                }
                return null;
            }
            size = least;
        }
        ProxyHeader header = whole(first, size);
        bytes.position(bytes.position() + size);
        return header;
    }

    /**
     * {@return the fewest bytes that a header which begins with these has in all} So many can be read without taking what follows
     * it. With as many as there are, it is complete.
     */
    static int atLeast(byte[] bytes, int count) throws ProxyHeaderException {
        if (ProxyV2.mayBegin(bytes, count)) {
            return count == 0 ? ProxyV1.LEAST : ProxyV2.atLeast(bytes, count);
        }
        return ProxyV1.atLeast(bytes, count);
    }

    /** {@return the header that the first {@code size} bytes are} */
    static ProxyHeader whole(byte[] bytes, int size) throws ProxyHeaderException {
        return ProxyV2.mayBegin(bytes, size) ? ProxyV2.parse(bytes, size) : ProxyV1.parse(bytes, size);
    }
}

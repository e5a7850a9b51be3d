package io.gyre.listener;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One more thing that version 2 of the PROXY protocol tells of a connection: a type, a length and a value. Immutable.
 */
public final class ProxyTlv {
    /** {@code PP2_TYPE_ALPN}: the protocol within TLS, such as {@code h2}. */
    public static final int ALPN = 0x01;

    /** {@code PP2_TYPE_AUTHORITY}: the host name that the client asked for. */
    public static final int AUTHORITY = 0x02;

    /** {@code PP2_TYPE_CRC32C}: checked and left out by {@link ProxyHeader#parse}. */
    public static final int CRC32C = 0x03;

    /** {@code PP2_TYPE_NOOP}: fills space; left out by {@link ProxyHeader#parse}. */
    public static final int NOOP = 0x04;

    /** {@code PP2_TYPE_UNIQUE_ID}: names the connection, in at most 128 bytes. */
    public static final int UNIQUE_ID = 0x05;

    /** {@code PP2_TYPE_SSL}: what is known of the client's TLS; its value has a structure of its own. */
    public static final int SSL = 0x20;

    /** {@code PP2_TYPE_NETNS}: the name of the network name space. */
    public static final int NETNS = 0x30;

    private final int type;
    private final byte[] value;

    /**
     * Makes one of a type and a value.
     *
     * @param type 0 to 255
     * @param value copied
     * @throws IllegalArgumentException for another type
     */
    public ProxyTlv(int type, byte[] value) {
        if (type < 0 || type > 255) {
            throw new IllegalArgumentException("a TLV's type cannot be " + type + ": use 0 to 255");
        }
        this.type = type;
        this.value = value.clone();
    }

    /** {@return the type, 0 to 255} */
    public int type() {
        return type;
    }

    /** {@return a copy of the value} */
    public byte[] value() {
        return value.clone();
    }

    /** {@return the value as text in UTF-8, which {@link #AUTHORITY}, {@link #ALPN} and {@link #NETNS} have} */
    public String text() {
        return new String(value, StandardCharsets.UTF_8);
    }

    /** {@return how many bytes the value has} */
    int length() {
        return value.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProxyTlv that && type == that.type && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * type + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "0x%02x=%s".formatted(type, HexFormat.of().formatHex(value));
    }
}

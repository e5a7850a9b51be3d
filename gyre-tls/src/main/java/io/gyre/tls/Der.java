package io.gyre.tls;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** As much of DER (X.690) as it takes to wrap an old private key in PKCS #8. */
final class Der {
    static final int OCTET_STRING = 0x04;
    static final int OID = 0x06;
    static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xa0;

    private static final byte[] VERSION_0 = hex("020100");
    private static final byte[] RSA_ENCRYPTION = hex("300d06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = hex("06072a8648ce3d0201");

    private Der() {}

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** {@return PKCS #8 (RFC 5208) around PKCS #1} */
    static byte[] ofPkcs1(byte[] key) {
        return element(SEQUENCE, VERSION_0, RSA_ENCRYPTION, element(OCTET_STRING, key));
    }

    /**
     * {@return PKCS #8 around SEC 1 (RFC 5915)}
     *
     * @param curve its object identifier, from a block of its own; null if the key names it
     * @throws IllegalArgumentException if nothing names the curve
     */
    static byte[] ofSec1(byte[] key, byte @Nullable [] curve) {
        byte[] named = curveIn(key);
        byte[] parameters = named != null ? named : curve;
        if (parameters == null) {
            throw new IllegalArgumentException("the key does not name its curve");
        }
        return element(SEQUENCE, VERSION_0, element(SEQUENCE, EC_PUBLIC_KEY, parameters), element(OCTET_STRING, key));
    }

    /** Goes through the elements of the outer sequence for that with the parameters. */
    private static byte @Nullable [] curveIn(byte[] key) {
        int at = begin(key, 0);
        while (at < key.length) {
            int begin = begin(key, at);
            int end = begin + length(key, at);
            if (end > key.length) {
                throw new IllegalArgumentException("the key is cut off");
            }
            if ((key[at] & 0xff) == PARAMETERS) {
                return Arrays.copyOfRange(key, begin, end);
            }
            at = end;
        }
        return null;
    }

    /** {@return where the contents of the element at {@code at} begin} */
    private static int begin(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = byteAt(der, at + 1);
        if (first < 0x80) {
            return first;
        }
        if (first > 0x82) {
            throw new IllegalArgumentException("the key is too long");
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | byteAt(der, at + 2 + i);
        }
        return length;
    }

    private static int byteAt(byte[] der, int at) {
        if (at >= der.length) {
            throw new IllegalArgumentException("the key is cut off");
        }
        return der[at] & 0xff;
    }

    static byte[] element(int tag, byte[]... contents) {
        int length = Arrays.stream(contents).mapToInt(each -> each.length).sum();
        var out = new ByteArrayOutputStream(length + 4);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        for (byte[] each : contents) {
            out.writeBytes(each);
        }
        return out.toByteArray();
    }
}

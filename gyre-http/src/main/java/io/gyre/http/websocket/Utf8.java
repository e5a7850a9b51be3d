package io.gyre.http.websocket;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Tells whether bytes are UTF-8, as they come: RFC 3629, without overlong forms and surrogates. */
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NOT_ASCII = 0x8080_8080_8080_8080L;

    /** How many more bytes the character needs, and the bounds of the next. */
    private int needed;

    private int low = 0x80;
    private int high = 0xbf;

    void reset() {
        needed = 0;
        low = 0x80;
        high = 0xbf;
    }

    /** {@return whether no character is cut off} */
    boolean isComplete() {
        return needed == 0;
    }

    /** {@return whether the bytes may follow} */
    boolean next(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (needed == 0) {
                at = skipAscii(bytes, at, to);
            }
            if (at < to && !next(bytes[at++])) {
                return false;
            }
        }
        return true;
    }

    private static int skipAscii(byte[] bytes, int from, int to) {
        int at = from;
        while (at <= to - Long.BYTES && ((long) LONGS.get(bytes, at) & NOT_ASCII) == 0) {
            at += Long.BYTES;
        }
        return at;
    }

    private boolean next(int octet) {
        int value = octet & 0xff;
        if (needed > 0) {
            boolean fits = value >= low && value <= high;
            low = 0x80;
            high = 0xbf;
            needed--;
            return fits;
        }
        return value < 0x80 || first(value);
    }

    private boolean first(int value) {
        if (value >= 0xc2 && value <= 0xdf) {
            needed = 1;
        } else if (value >= 0xe0 && value <= 0xef) {
            needed = 2;
            low = value == 0xe0 ? 0xa0 : 0x80;
            high = value == 0xed ? 0x9f : 0xbf;
        } else if (value >= 0xf0 && value <= 0xf4) {
            needed = 3;
            low = value == 0xf0 ? 0x90 : 0x80;
            high = value == 0xf4 ? 0x8f : 0xbf;
        } else {
            return false;
        }
        return true;
    }
}

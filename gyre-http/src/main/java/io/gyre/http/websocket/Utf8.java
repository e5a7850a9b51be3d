package io.gyre.http.websocket;

/** Tells whether bytes are UTF-8, as they come: RFC 3629, without overlong forms and surrogates. */
final class Utf8 {
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

    /** {@return whether the byte may follow} */
    boolean next(int octet) {
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

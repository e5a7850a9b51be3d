package io.gyre.http.websocket;

import java.nio.charset.StandardCharsets;

/** Why a WebSocket ends: {@code WS_CR_*}, RFC 6455, section 7.4. */
public final class CloseCode {
    /** No reason was given; never sent: {@code WS_CR_NONE}, which libevent sends as 0. */
    public static final int NONE = 1005;

    /** The connection broke without a close; never sent. */
    public static final int ABNORMAL = 1006;

    /** All is done: {@code WS_CR_NORMAL}. */
    public static final int NORMAL = 1000;

    /** The endpoint goes away. */
    public static final int GOING_AWAY = 1001;

    /** The peer broke the protocol: {@code WS_CR_PROTO_ERR}. */
    public static final int PROTOCOL_ERROR = 1002;

    /** The peer sent a kind of message that is not taken. */
    public static final int UNSUPPORTED = 1003;

    /** Text that is no UTF-8. */
    public static final int INVALID_TEXT = 1007;

    /** The peer broke a rule of the application. */
    public static final int POLICY = 1008;

    /** A message over the limit: {@code WS_CR_DATA_TOO_BIG}. */
    public static final int TOO_BIG = 1009;

    /** The endpoint failed. */
    public static final int INTERNAL_ERROR = 1011;

    private static final int LONGEST_REASON = 123;

    private static final int FIRST_OF_USERS = 3000;
    private static final int LAST_OF_USERS = 4999;

    private CloseCode() {}

    /** {@return whether a code may be in a close frame} */
    public static boolean isSendable(int code) {
        return (code >= NORMAL && code <= UNSUPPORTED)
                || (code >= INVALID_TEXT && code <= 1014)
                || (code >= FIRST_OF_USERS && code <= LAST_OF_USERS);
    }

    /** {@return the payload of a close frame: the code, and as many whole characters of the reason as fit} */
    static byte[] payload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = text.length;
        if (length > LONGEST_REASON) {
            length = LONGEST_REASON;
            while ((text[length] & 0xc0) == 0x80) {
                length--; // The first byte that is left away must begin a character.
            }
        }
        var payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return payload;
    }
}

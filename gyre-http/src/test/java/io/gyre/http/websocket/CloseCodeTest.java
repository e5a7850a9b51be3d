package io.gyre.http.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloseCodeTest {
    /** As much of the reason stays as fits, and no character is cut. */
    @ParameterizedTest
    @CsvSource({
        "x, 0, 0",
        "x, 123, 123",
        "x, 124, 123",
        "x, 1000, 123",
        "\u00fc, 61, 122",
        "\u00fc, 62, 122",
        "x\u00fc\u00fc, 25, 123",
        "\u20ac, 41, 123",
        "\u20ac, 42, 123",
        "x\u20ac, 40, 121",
        "\ud83d\ude00, 40, 120"
    })
    void reasonsAreCutBetweenCharacters(String part, int count, int bytes) {
        String reason = part.repeat(count);
        byte[] payload = CloseCode.payload(CloseCode.GOING_AWAY, reason);
        assertEquals(CloseCode.GOING_AWAY, ((payload[0] & 0xff) << 8) | (payload[1] & 0xff));
        assertEquals(2 + bytes, payload.length);
        String kept = new String(payload, 2, bytes, StandardCharsets.UTF_8);
        assertEquals(reason.substring(0, kept.length()), kept);
    }
}

package io.gyre.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Rfc1123Test {
    // G-497
    @ParameterizedTest
    @CsvSource({
        "1994-11-06T08:49:37Z, 'Sun, 06 Nov 1994 08:49:37 GMT'",
        "1970-01-01T00:00:00.999Z, 'Thu, 01 Jan 1970 00:00:00 GMT'",
        "1969-12-31T23:59:59.5Z, 'Wed, 31 Dec 1969 23:59:59 GMT'",
        "2000-02-29T12:00:00Z, 'Tue, 29 Feb 2000 12:00:00 GMT'",
        "9999-12-31T23:59:59Z, 'Fri, 31 Dec 9999 23:59:59 GMT'",
        "0000-01-01T00:00:00Z, 'Sat, 01 Jan 0000 00:00:00 GMT'"
    })
    void aDateHasItsFixedForm(Instant when, String text) {
        assertEquals(text, Rfc1123.format(when));
        assertEquals(Rfc1123.LENGTH, text.length());
    }

    @Test
    void randomDatesAreThoseOfTheJdk() {
        long seed = 42;
        var random = new Random(seed);
        var jdk = DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
                .withZone(ZoneOffset.UTC);
        for (int i = 0; i < 2000; i++) {
            Instant when = Instant.ofEpochSecond(random.nextLong(-62_167_219_200L, 253_402_300_800L));
            assertEquals(jdk.format(when), Rfc1123.format(when), "seed " + seed);
        }
    }

    // G-497: libevent cuts the text short where the buffer ends, which nobody could use.
    @Test
    void aDateIsWrittenIntoABufferThatHasRoom() {
        byte[] buffer = "x".repeat(31).getBytes(US_ASCII);
        Rfc1123.write(784_111_777, buffer, 1);
        assertEquals("xSun, 06 Nov 1994 08:49:37 GMTx", new String(buffer, US_ASCII));
        assertThrows(IndexOutOfBoundsException.class, () -> Rfc1123.write(0, buffer, 3));
    }

    @Test
    void aYearOfFiveDigitsIsRefused() {
        byte[] buffer = new byte[Rfc1123.LENGTH];
        assertThrows(IllegalArgumentException.class, () -> Rfc1123.write(253_402_300_800L, buffer, 0));
        assertThrows(IllegalArgumentException.class, () -> Rfc1123.format(Instant.parse("-0001-12-31T23:59:59Z")));
    }
}

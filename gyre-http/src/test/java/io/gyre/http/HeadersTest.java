package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    /** G-620, G-621. */
    @Test
    void namesRepeatAndAreFoundWithoutRegardToCase() {
        Headers headers = Headers.of("A", "1", "a", "2");
        assertEquals("1", headers.find("a"));
        assertEquals(List.of("1", "2"), headers.all("A"));
        assertNull(headers.find("zz"));
        assertTrue(headers.remove("a"));
        assertEquals("2", headers.find("A"));
        assertFalse(headers.remove("zz"));
        assertEquals("a: 2\n", headers.toString());
        headers.set("A", "3").add("b", "");
        assertEquals("A: 3\nb: \n", headers.toString());
        headers.clear();
        assertTrue(headers.isEmpty());
    }

    /** R-245; but a value that folds is refused, as RFC 9112 has it. */
    @ParameterizedTest
    @ValueSource(strings = {"|v", "k\r|v", "k\n|v", "k 4:|v", "k|v\r", "k|v\n", "k|x\r\n y", "k|x\0y", "k|\u20ac"})
    void nothingThatCouldEndALineIsTaken(String pair) {
        String[] both = pair.split("\\|", -1);
        assertThrows(IllegalArgumentException.class, () -> new Headers().add(both[0], both[1]));
    }

    @Test
    void nameWithoutAValueIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Headers.of("a"));
    }
}

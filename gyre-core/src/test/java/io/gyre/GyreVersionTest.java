package io.gyre;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GyreVersionTest {
    // S-020, R-002
    @Test
    void textStartsWithTheThreeNumbersThatTheNumberHolds() {
        int number = GyreVersion.number();
        String numbers = (number >>> 24) + "." + (number >>> 16 & 0xff) + "." + (number >>> 8 & 0xff);
        assertTrue(GyreVersion.text().startsWith(numbers), GyreVersion.text());
    }

    // S-020
    @Test
    void eachPartHasItsOwnByteAndTheLowestIsFree() {
        assertEquals(0x02000300, GyreVersion.numberOf("2.0.3-alpha"));
        assertEquals(0xff010200, GyreVersion.numberOf("255.1.2"));
    }

    @Test
    void aVersionThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> GyreVersion.numberOf("1.256.0"));
        assertThrows(IllegalArgumentException.class, () -> GyreVersion.numberOf("two"));
    }
}

package io.gyre.dns.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
    private static DnsName name(String text) {
        return DnsName.of(text);
    }

    @Test
    void aDotAtTheEndChangesNothing() {
        assertEquals(name("www.example.com"), name("www.example.com."));
        assertEquals("www.example.com.", name("www.example.com").toString());
        assertEquals("www.example.com", name("www.example.com.").toHost());
    }

    @Test
    void theRootIsTheEmptyTextAndADot() {
        assertEquals(DnsName.ROOT, name(""));
        assertEquals(DnsName.ROOT, name("."));
        assertEquals(".", DnsName.ROOT.toHost());
        assertNull(DnsName.ROOT.parent());
        assertEquals(0, DnsName.ROOT.labelCount());
    }

    @Test
    void theCaseOfLettersDoesNotCountAndIsKept() {
        assertEquals(name("ExAmple.COM"), name("example.com"));
        assertEquals(name("ExAmple.COM").hashCode(), name("example.com").hashCode());
        assertFalse(name("ExAmple.COM").equalsExactly(name("example.com")));
        assertEquals("ExAmple.COM.", name("ExAmple.COM").toString());
    }

    /** With Turkish rules I has another small letter; octets know no language. */
    @Test
    void theLanguageOfTheUserDoesNotCount() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            assertEquals(name("INFO.TITLE"), name("info.title"));
            assertEquals(name("INFO.TITLE").hashCode(), name("info.title").hashCode());
            assertEquals(RecordType.of("mx"), RecordType.MX);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void onlyLettersHaveACase() {
        assertNotEquals(name("a[b"), name("a{b"));
        assertNotEquals(name("\\192"), name("\\224"));
    }

    @Test
    void anyOctetCanBeInALabelAndIsSafeToPrint() {
        DnsName odd = DnsName.ofLabels(
                List.of(Octets.of((byte) 'a', (byte) '.', (byte) 0, (byte) 0x1b, (byte) 0xff), Octets.of("\\ \"x")));
        assertEquals("a\\.\\000\\027\\255.\\\\\\032\\\"x.", odd.toString());
        assertTrue(odd.equalsExactly(name(odd.toString())));
        assertEquals(2, odd.labelCount());
    }

    @Test
    void labelsComeInTheirOrder() {
        assertEquals(List.of(Octets.of("a"), Octets.of("bc")), name("a.bc").labels());
        assertEquals(name("bc"), name("a.bc").parent());
        assertEquals(name("a.b.c.d"), name("a.b").append(name("c.d")));
    }

    @Test
    void aNameIsWithinItselfAndWhatIsAboveIt() {
        assertTrue(name("a.Example.com").isWithin(name("example.COM")));
        assertTrue(name("example.com").isWithin(name("example.com")));
        assertTrue(name("example.com").isWithin(DnsName.ROOT));
        assertFalse(name("anexample.com").isWithin(name("example.com")));
        assertFalse(name("com").isWithin(name("example.com")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a..b", ".a", "..", "a b", "b\u00fccher.example", "a\\", "a\\25", "a\\256", "a\\2x5", "\u0000"})
    void whatIsNoNameIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> name(text));
    }

    // G-758
    @Test
    void labelsOf63AndNamesOf255OctetsAreTheLongest() {
        String label = "x".repeat(63);
        assertEquals(65, name(label).length());
        assertThrows(IllegalArgumentException.class, () -> name(label + "x"));
        String most = label + "." + label + "." + label + "." + "x".repeat(61);
        assertEquals(255, name(most).length());
        assertEquals(255, name(most + ".").length());
        assertThrows(IllegalArgumentException.class, () -> name(most + "x"));
        assertThrows(IllegalArgumentException.class, () -> name("x".repeat(300)));
        assertThrows(IllegalArgumentException.class, () -> name(most).append(name("y")));
    }

    @Test
    void lettersChangeTheirCaseByBits() {
        DnsName mixed = name("example-1.com").withCase(new byte[] {0b0000_0100, 0b0000_0000});
        assertEquals("eXample-1.com.", mixed.toString());
        assertEquals(name("example-1.com"), mixed);
    }
}

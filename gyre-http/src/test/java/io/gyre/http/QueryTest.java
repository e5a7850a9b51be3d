package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Queries as libevent divides them: strictly, with NONCONFORMANT, and with LAST_VALUE. */
class QueryTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "G-597\ta=1&b=2\ta=>1 b=>2\ta=>1 b=>2\ta=>1 b=>2",
                "G-598\ta=\ta=>\ta=>\ta=>",
                "G-599\ta\trefused\ta=>\trefused",
                "G-601\ta=1&\ta=>1\ta=>1\ta=>1",
                "G-602\t&a=1\trefused\ta=>1\trefused",
                "G-603\ta=1&&b=2\trefused\ta=>1 b=>2\trefused",
                "G-605\ta==b\ta=>=b\ta=>=b\ta=>=b",
                "G-606\ta=b=c\ta=>b=c\ta=>b=c\ta=>b=c",
                "G-607\ta=%41+b\ta=>A b\ta=>A b\ta=>A b",
                "G-609\ta=1&a=2\ta=>1 a=>2\ta=>1 a=>2\ta=>2",
                "G-610\ta=1;b=2\ta=>1;b=2\ta=>1;b=2\ta=>1;b=2",
                "G-611\t\t\t\t",
                "G-613\ta=%zz\ta=>%zz\ta=>%zz\ta=>%zz",
                "G-614\tA=1&a=2\tA=>1 a=>2\tA=>1 a=>2\ta=>2",
                "G-615\ta=1&=2\trefused\ta=>1\trefused"
            })
    void queryIsDividedAsInLibevent(String fact) {
        String[] parts = fact.split("\t", -1);
        assertEquals(parts[2], pairs(Query.parse(parts[1])));
        assertEquals(parts[3], pairs(Query.parse(parts[1], QueryFlag.NONCONFORMANT)));
        assertEquals(parts[4], pairs(Query.parse(parts[1], QueryFlag.LAST_VALUE)));
    }

    private static String pairs(@Nullable Query query) {
        if (query == null) {
            return "refused";
        }
        var pairs = new ArrayList<String>();
        query.forEach((name, value) -> pairs.add(name + "=>" + value));
        return String.join(" ", pairs);
    }

    /** G-617, R-247. */
    @Test
    void queryOfAUriIsFound() {
        Query query = Query.ofUri("http://h/p?a=1&b=2");
        assertNotNull(query);
        assertEquals("2", query.find("b"));
        assertEquals("", pairs(Query.ofUri("a=1")));
        Query whole = Query.parse("http://www.test.com/?q=test");
        assertNotNull(whole);
        assertNull(whole.find("q"));
    }

    /** */
    @Test
    void lenientQueryTakesWhatHasNoValueOrName() {
        assertNull(Query.parse("q=test&q2"));
        assertNull(Query.parse("q=test&&q3=x"));
        assertNull(Query.parse("q=test&=x"));
        assertEquals("q=>test q2=> q3=>x", pairs(Query.parse("q=test&q2&&q3=x&=y", QueryFlag.NONCONFORMANT)));
    }

    @Test
    void formHasItsNamesDecodedToo() {
        assertEquals("a b=>c d e=>", pairs(Query.parseForm("a+b=c%20d&e")));
    }

    @Test
    void endlessQueryIsRefused() {
        assertNull(Query.parse("a=1&".repeat(Query.MOST_PAIRS + 1)));
    }
}

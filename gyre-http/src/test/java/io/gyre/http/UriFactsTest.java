package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * URIs as libevent divides them; {@code ~} stands for a part that is missing, and {@code lenient} for what the flag NONCONFORMANT lets
 * pass only.
 */
class UriFactsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "G-501\t\t~|~|~|-1||~|~|",
                "G-502\t/\t~|~|~|-1|/|~|~|/",
                "G-503\tfoo\t~|~|~|-1|foo|~|~|foo",
                "G-505\thttp://www.test.com/\thttp|~|www.test.com|-1|/|~|~|http://www.test.com/",
                "G-506\thttp://www.test.com\thttp|~|www.test.com|-1||~|~|http://www.test.com",
                "G-507\thttp://www.test.com?q\thttp|~|www.test.com|-1||q|~|http://www.test.com?q",
                "G-509\thttp://user:pass@host:8080/p/a?x=1&y=2#frag"
                        + "\thttp|user:pass|host|8080|/p/a|x=1&y=2|frag|http://user:pass@host:8080/p/a?x=1&y=2#frag",
                "G-510\thttp://host:\thttp|~|host|-1||~|~|http://host",
                "G-511\thttp://host:/\thttp|~|host|-1|/|~|~|http://host/",
                "G-513\thttp://host:65535/\thttp|~|host|65535|/|~|~|http://host:65535/",
                "G-514\thttp://host:65536/\trefused",
                "G-515\thttp://host:-1/\trefused",
                "G-517\thttp://:80/\thttp|~||80|/|~|~|http://:80/",
                "G-518\thttp:///path\thttp|~||-1|/path|~|~|http:///path",
                "G-519\thttp://@host/\thttp||host|-1|/|~|~|http://@host/",
                "G-521\thttp://a:b:c@h/\thttp|a:b:c|h|-1|/|~|~|http://a:b:c@h/",
                "G-522\thttp://[::1]/\thttp|~|[::1]|-1|/|~|~|http://[::1]/",
                "G-523\thttp://[::1]:80/x\thttp|~|[::1]|80|/x|~|~|http://[::1]:80/x",
                "G-525\thttp://[::1]x/\trefused",
                "G-526\thttp://[v1.abc]/\thttp|~|[v1.abc]|-1|/|~|~|http://[v1.abc]/",
                "G-527\thttp://[::g]/\trefused",
                "G-529\thttp://::1/\trefused",
                "G-530\thttp://h/%41%zz\tlenient h /%41%zz ~ ~",
                "G-531\thttp://h/%\tlenient h /% ~ ~",
                "G-533\thttp://h/a b\tlenient h /a b ~ ~",
                "G-534\thttp://h/a%20b\thttp|~|h|-1|/a%20b|~|~|http://h/a%20b",
                "G-535\thttp://h/?a b\tlenient h / a b ~",
                "G-537\thttp://h/#a b\tlenient h / ~ a b",
                "G-538\thttp://h/#a#b\tlenient h / ~ a#b",
                "G-539\thttp://h/<>\tlenient h /<> ~ ~",
                "G-541\thttp://h/|\tlenient h /| ~ ~",
                "G-542\thttp://h/[x]\tlenient h /[x] ~ ~",
                "G-543\thttp://h/\"\tlenient h /\" ~ ~",
                "G-545\thttp://h_o-s.t~/\thttp|~|h_o-s.t~|-1|/|~|~|http://h_o-s.t~/",
                "G-546\thttp://%41b/\thttp|~|%41b|-1|/|~|~|http://%41b/",
                "G-547\thttp://h/\u0080\tlenient h /\u0080 ~ ~",
                "G-549\t//host\t~|~|host|-1||~|~|//host",
                "G-550\t///p\t~|~||-1|/p|~|~|///p",
                "G-551\t?q\t~|~|~|-1||q|~|?q",
                "G-553\tmailto:a@b.c\tmailto|~|~|-1|a@b.c|~|~|mailto:a@b.c",
                "G-554\turn:x:y\turn|~|~|-1|x:y|~|~|urn:x:y",
                "G-555\t1http://h/\trefused",
                "G-557\tht_tp://h/\trefused",
                "G-558\t://h\trefused",
                "G-559\ta:\ta|~|~|-1||~|~|a:",
                "G-561\ta/b:c\t~|~|~|-1|a/b:c|~|~|a/b:c",
                "G-562\ta:b/c\ta|~|~|-1|b/c|~|~|a:b/c",
                "G-563\t./a:b\t~|~|~|-1|./a:b|~|~|./a:b",
                "G-565\thttp:/p\thttp|~|~|-1|/p|~|~|http:/p",
                "G-566\thttp:p\thttp|~|~|-1|p|~|~|http:p",
                "G-567\thttp://h/p?a?b\thttp|~|h|-1|/p|a?b|~|http://h/p?a?b",
                "G-569\t*\t~|~|~|-1|*|~|~|*",
                "G-570\t/a//b\t~|~|~|-1|/a//b|~|~|/a//b",
                "G-571\t//\t~|~||-1||~|~|//",
                "G-573\thost:80\thost|~|~|-1|80|~|~|host:80"
            })
    void uriIsDividedAsInLibevent(String fact) {
        String[] parts = fact.split("\t", -1);
        Uri uri = Uri.parse(parts[1]);
        if (parts[2].equals("refused")) {
            assertNull(uri);
            assertNull(Uri.parse(parts[1], UriFlag.NONCONFORMANT));
        } else if (parts[2].startsWith("lenient ")) {
            assertNull(uri);
            Uri lenient = Uri.parse(parts[1], UriFlag.NONCONFORMANT);
            assertNotNull(lenient);
            assertEquals(
                    parts[2],
                    "lenient " + shown(lenient.host()) + ' ' + shown(lenient.path()) + ' ' + shown(lenient.query())
                            + ' ' + shown(lenient.fragment()));
            assertEquals(parts[1], lenient.join());
        } else {
            assertNotNull(uri);
            assertEquals(parts[2], all(uri));
        }
    }

    private static String all(Uri uri) {
        return String.join(
                "|",
                shown(uri.scheme()),
                shown(uri.userinfo()),
                shown(uri.host()),
                String.valueOf(uri.port()),
                shown(uri.path()),
                shown(uri.query()),
                shown(uri.fragment()),
                uri.toString());
    }

    private static String shown(@Nullable String part) {
        return part == null ? "~" : part;
    }
}

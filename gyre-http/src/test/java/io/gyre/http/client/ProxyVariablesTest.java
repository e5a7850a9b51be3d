package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which proxy the environment names for a server, by the rules of curl. */
class ProxyVariablesTest {
    private static String proxy(String variables, String scheme, String host) {
        Map<String, String> environment = new HashMap<>();
        for (String each : variables.split(" ", -1)) {
            environment.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        return String.valueOf(new ProxyVariables(environment).proxyFor(scheme, host, 80));
    }

    @ParameterizedTest
    @CsvSource({
        "http_proxy=a:1, http, a:1",
        "http_proxy=a:1, https, null",
        "HTTP_PROXY=a:1, http, null",
        "https_proxy=a:1, https, a:1",
        "HTTPS_PROXY=b:2, https, b:2",
        "https_proxy=a:1 HTTPS_PROXY=b:2, https, a:1",
        "https_proxy= HTTPS_PROXY=b:2, https, b:2",
        "http_proxy= ALL_PROXY=c:3, http, c:3",
        "all_proxy=c:3 http_proxy=a:1, http, a:1",
        "all_proxy=c:3 http_proxy=a:1, https, c:3",
        "http_proxy=a:1 NO_PROXY=host, http, null",
        "http_proxy=a:1 no_proxy=other NO_PROXY=host, http, a:1",
        "PATH=/bin, http, null"
    })
    void variablesGoBeforeOneAnother(String variables, String scheme, String expected) {
        assertEquals(expected, proxy(variables, scheme, "host"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*|a.example",
                "a.example|a.example",
                "a.example.|A.example",
                "a.example|a.example.",
                ".a.example|a.example",
                "example|a.example",
                "x, example|a.example",
                "x example|a.example",
                "127.0.0.1|127.0.0.1",
                "10.0.0.0/8|10.1.2.3",
                "10.0.0.0/9|10.127.2.3",
                "0.0.0.0/0|10.127.2.3",
                "[::1]|::1",
                "fd00::/8|fd12::1"
            })
    void hostIsAskedWithoutProxy(String list, String host) {
        assertTrue(new DirectHosts(list).has(host));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|a.example",
                "x,*|a.example",
                "b.a.example|a.example",
                "xample|a.example",
                "1|127.0.0.1",
                "10.0.0.0/9|10.128.0.0",
                "10.0.0.0/33|10.0.0.0",
                "10.0.0.0/x|10.0.0.0",
                "10.0.0.0/8|10.example",
                "::/0|127.0.0.1"
            })
    void hostIsNotAmongThem(String list, String host) {
        assertFalse(new DirectHosts(list).has(host));
    }

    @ParameterizedTest
    @CsvSource({
        "http://a:1, a, 1, null",
        "a, a, 1080, null",
        "a:1/, a, 1, null",
        "[::1]:3128, ::1, 3128, null",
        "HTTP://u%3A:p%40@a:1, a, 1, Basic dTo6cEA=",
        "u@a:1, a, 1, Basic dTo="
    })
    void proxyIsReadFromText(String text, String host, int port, String authorization) {
        Proxy proxy = Proxy.parse(text);
        assertEquals(host, proxy.host());
        assertEquals(port, proxy.port());
        assertEquals(authorization, String.valueOf(proxy.authorization()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://u:secret@a:1", "https://a:1", "http://", "a:0", "a:99999", "a b"})
    void proxyThatIsNoneIsRefusedWithoutItsPassword(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> Proxy.parse(text));
        assertFalse(String.valueOf(refused.getMessage()).contains("secret"));
    }

    @Test
    void refusalNamesTheVariable() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> proxy("https_proxy=socks5://a:1", "https", "far.example"));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("the variable https_proxy: 'socks5://a:1' is no"));
    }
}

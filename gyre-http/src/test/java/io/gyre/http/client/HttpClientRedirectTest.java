package io.gyre.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gyre.http.Headers;
import io.gyre.http.Method;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where responses send a client: RFC 9110, section 15.4, and RFC 3986, section 5. */
class HttpClientRedirectTest extends HttpClientSuite {
    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Go~Location: " + location + "~Content-Length: 4~~gone";
    }

    private String requestLine() {
        String last = server.asked.getLast();
        return last.substring(0, last.indexOf(" HTTP"));
    }

    @ParameterizedTest
    @CsvSource({
        "301, GET, GET",
        "301, HEAD, HEAD",
        "301, POST, GET",
        "301, PUT, PUT",
        "302, POST, GET",
        "302, PATCH, PATCH",
        "303, GET, GET",
        "303, POST, GET",
        "303, PUT, GET",
        "303, HEAD, HEAD",
        "307, POST, POST",
        "308, POST, POST",
        "307, GET, GET",
        "308, PUT, PUT"
    })
    void methodAndContentAreKeptOrNotAsTheStatusSays(int status, String method, String then) {
        boolean hasContent = !method.equals("GET") && !method.equals("HEAD");
        String first = redirect(status, "/y");
        server.answer(
                method.equals("HEAD") ? first.replace("gone", "") : first,
                OK + (then.equals("HEAD") ? "~" : "Content-Length: 0~~"));
        UrlRequest request = new UrlRequest(new Method(method, hasContent), URL).header("Content-Type", "text/plain");
        assertEquals("200 ", outcome(hasContent ? request.upload(Upload.of("content")) : request));
        String last = server.asked.getLast();
        assertEquals(then + " /y", requestLine());
        assertEquals(hasContent && then.equals(method), last.endsWith("\r\n\r\ncontent"), last);
        if (!then.equals(method)) {
            assertFalse(last.toLowerCase(Locale.ROOT).contains("content-"), last);
        }
        assertEquals(1, server.connections);
    }

    @ParameterizedTest
    @CsvSource({
        "/y?q, /y?q",
        "y, /a/b/y",
        "../y, /a/y",
        "../../../y, /y",
        "./, /a/b/",
        "?new, /a/b/c?new",
        "#part, /a/b/c?q",
        "//127.0.0.1:8080/z, /z",
        "http://127.0.0.1:8080, /",
        "HTTP://127.0.0.1:8080/Z#f, /Z",
        "'/a b\u00e9', /a%20b%E9"
    })
    void locationIsResolvedAgainstTheUrl(String location, String target) {
        server.answer(redirect(302, location), HELLO);
        assertEquals("200 hello", get("http://127.0.0.1:8080/a/b/c?q"));
        assertEquals("GET " + target, requestLine());
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "javascript:x",
        "'http://'",
        "http://127.0.0.1:99999/",
        "https://127.0.0.1/"
    })
    void nothingButHttpIsFollowed(String location) {
        server.answer(redirect(302, location));
        String outcome = get(URL);
        assertTrue(outcome.equals("failed REDIRECT") || location.startsWith("https"), outcome);
        assertEquals(1, server.asked.size());
    }

    @Test
    void redirectsAreBounded() {
        for (int i = 0; i < 20; i++) {
            server.answer(redirect(302, "/x"));
        }
        assertEquals("failed REDIRECT", get(URL));
        assertEquals(1 + HttpClient.DEFAULT_REDIRECTS, server.asked.size());
    }

    @Test
    void redirectIsAResponseAsAnyOtherIfNoneIsFollowed() {
        client.redirects(0);
        server.answer(redirect(302, "/y"));
        assertEquals("302 gone", get(URL));
    }

    @Test
    void credentialsStayWithTheirOrigin() {
        server.answer(redirect(302, "/same"), redirect(302, "http://other.example:8080/"), HELLO);
        UrlRequest request = UrlRequest.get("http://user:pa%3Ass@127.0.0.1:8080/x")
                .header("Cookie", "a=b")
                .header("X-Other", "kept");
        assertEquals("200 hello", outcome(request));
        String first = server.asked.getFirst();
        assertTrue(first.contains("Authorization: Basic dXNlcjpwYTpzcw==\r\n") && first.contains("Cookie: a=b"), first);
        assertTrue(server.asked.get(1).contains("Authorization: ")
                && server.asked.get(1).contains("Cookie: "));
        String last = server.asked.getLast();
        assertFalse(last.contains("Authorization") || last.contains("Cookie"), last);
        assertTrue(last.contains("Host: other.example:8080\r\n") && last.contains("X-Other: kept\r\n"), last);
    }

    @Test
    void listenerMayAddCookiesOnTheWay() {
        server.answer("HTTP/1.1 303 Go~Location: /y~Set-Cookie: a=b~Content-Length: 0~~", HELLO);
        boolean[] over = {false};
        var listener = new CallListener() {
            @Override
            public void onRedirect(Call call, ResponseHead head, String url, Headers headers) {
                headers.set("Cookie", String.valueOf(head.header("Set-Cookie")));
            }

            @Override
            public void onContent(Call call, io.gyre.buffer.EvBuffer part) {}

            @Override
            public void onEnd(Call call, Headers trailers) {
                over[0] = true;
            }

            @Override
            public void onFailure(Call call, CallFailure failure) {
                throw new AssertionError(failure);
            }
        };
        client.start(UrlRequest.get(URL), listener);
        runUntil(() -> over[0]);
        assertTrue(server.asked.getLast().contains("Cookie: a=b\r\n"));
    }

    @Test
    void contentThatCannotBeRepeatedEndsTheCall() {
        server.answer(redirect(307, "/y"), HELLO);
        var once = new Upload() {
            @Override
            public long length() {
                return 1;
            }

            @Override
            public Step next(io.gyre.buffer.EvBuffer to) {
                to.add("x");
                return Step.END;
            }
        };
        assertEquals("failed BUFFER_ERROR", outcome(UrlRequest.post(URL, once)));
    }

    @Test
    void connectionWithALongRedirectPageIsGivenUp() {
        server.answer("HTTP/1.1 302 Go~Location: /y~Content-Length: 10000000~~some", HELLO);
        assertEquals("200 hello", get(URL));
        assertEquals(2, server.connections);
        server.answer("HTTP/1.1 302 Go~Location: /y~~" + "x".repeat(100_000), HELLO);
        assertEquals("200 hello", get(URL));
    }
}

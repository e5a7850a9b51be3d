package io.gyre.http.client;

import io.gyre.http.Headers;
import io.gyre.http.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a redirect makes of a request: RFC 9110, section 15.4.
 *
 * @param url where to
 * @param method what to ask for there
 * @param keepsContent whether the content goes with it
 */
record Redirect(Url url, Method method, boolean keepsContent) {
    /** Whom they are meant for is the first origin only. */
    private static final List<String> CREDENTIALS = List.of("Authorization", "Cookie", "Proxy-Authorization", "Host");

    private static final List<String> CONTENT = List.of(
            "Content-Type",
            "Content-Length",
            "Content-Encoding",
            "Content-Language",
            "Content-Location",
            "Content-Range",
            "Transfer-Encoding",
            "Expect",
            "Trailer");

    static boolean isOne(int status, @Nullable String location) {
        boolean known = status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
        return known && location != null;
    }

    /** {@return the redirect, or null if its location is none that may be followed} */
    static @Nullable Redirect of(int status, String location, Url from, Method method) {
        Url to = from.resolve(location);
        if (to == null) {
            return null;
        }
        boolean posted = method.equals(Method.POST);
        boolean rewrites = status == 303 ? !method.equals(Method.HEAD) : (status == 301 || status == 302) && posted;
        return new Redirect(to, rewrites ? Method.GET : method, !rewrites);
    }

    /** Leaves out of the headers what must not go there. */
    void clean(Headers headers, Url from) {
        if (!url.hasOrigin(from)) {
            CREDENTIALS.forEach(headers::removeAll);
        }
        if (!keepsContent) {
            CONTENT.forEach(headers::removeAll);
        }
    }
}

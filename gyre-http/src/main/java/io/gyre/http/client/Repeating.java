package io.gyre.http.client;

import io.gyre.http.Method;
import java.util.Set;

/** Which requests may be sent once more when it is not known what became of them: RFC 9110, section 9.2.2. */
final class Repeating {
    private static final Set<Method> IDEMPOTENT =
            Set.of(Method.GET, Method.HEAD, Method.PUT, Method.DELETE, Method.OPTIONS, Method.TRACE, Method.PROPFIND);

    private Repeating() {}

    static boolean isIdempotent(Method method) {
        return IDEMPOTENT.contains(method);
    }
}

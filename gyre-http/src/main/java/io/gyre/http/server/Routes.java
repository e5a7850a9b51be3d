package io.gyre.http.server;

import io.gyre.http.wire.Head;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who answers which path. Remembers targets that were asked for, so that asking again makes no garbage. */
final class Routes {
    private static final int REMEMBERED = 256;
    private static final int LONGEST_REMEMBERED = 256;

    private final Map<String, Route> byPath = new HashMap<>();

    /** Each in the place that its hash says; the newest stays. */
    private final @Nullable Target[] remembered = new @Nullable Target[REMEMBERED];

    /** {@return whether the path was free} */
    boolean add(String path, Route route) {
        if (byPath.putIfAbsent(path, route) != null) {
            return false;
        }
        forget();
        return true;
    }

    boolean remove(String path) {
        forget();
        return byPath.remove(path) != null;
    }

    /** {@return who answers requests, for any path} */
    List<HttpHandler> handlers() {
        return byPath.values().stream()
                .map(Route::handler)
                .filter(Objects::nonNull)
                .toList();
    }

    private void forget() {
        Arrays.fill(remembered, null);
    }

    @Nullable
    Route find(String path) {
        return byPath.get(path);
    }

    /** {@return the target of a request, or null if it is none} */
    @Nullable
    Target resolve(Head head) {
        boolean connect = head.method().equals("CONNECT");
        if (connect || head.targetLength() > LONGEST_REMEMBERED) {
            return Target.of(head.targetBytes(), connect, this);
        }
        int hash = head.targetHash();
        int slot = (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
        Target known = remembered[slot];
        if (known != null && head.targetIs(known.bytes())) {
            return known;
        }
        Target made = Target.of(head.targetBytes(), false, this);
        remembered[slot] = made;
        return made;
    }
}

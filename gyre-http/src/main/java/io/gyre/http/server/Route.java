package io.gyre.http.server;

import io.gyre.http.UpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Who answers a path.
 *
 * @param handler answers ordinary requests; null if there is an upgrade only
 * @param streaming whether the handler is called before the content came
 * @param upgrade answers requests for another protocol
 */
record Route(
        @Nullable HttpHandler handler,
        boolean streaming,
        @Nullable UpgradeHandler upgrade) {}

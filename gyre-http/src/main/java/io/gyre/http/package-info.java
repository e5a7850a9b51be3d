/**
 * What HTTP servers and clients share: header lists, methods, statuses, URIs, queries and their encodings.
 *
 * <p>{@link io.gyre.http.Headers} and {@link io.gyre.http.Uri} answer to {@code evkeyvalq} and {@code evhttp_uri};
 * {@link io.gyre.http.UpgradeHandler} is how another protocol takes over a connection without HTTP knowing it.
 */
@NullMarked
package io.gyre.http;

import org.jspecify.annotations.NullMarked;

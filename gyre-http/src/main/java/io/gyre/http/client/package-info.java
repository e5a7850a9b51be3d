/**
 * The HTTP client: {@code evhttp_connection} and the client's side of {@code evhttp_request}.
 *
 * <p>A {@link io.gyre.http.client.ClientConnection} sends the {@link io.gyre.http.client.ClientRequest}s that it is given one after another,
 * connects when it must, and keeps its connection between them. Everything happens on the thread of its loop.
 */
@NullMarked
package io.gyre.http.client;

import org.jspecify.annotations.NullMarked;

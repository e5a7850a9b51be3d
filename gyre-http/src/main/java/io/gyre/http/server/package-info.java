/**
 * The HTTP server: {@code evhttp}.
 *
 * <p>{@link io.gyre.http.server.HttpServer} listens and knows who answers which path; every connection is a machine of its own that feeds a
 * {@link io.gyre.http.wire.MessageParser}, and hands each {@link io.gyre.http.server.HttpRequest} to an
 * {@link io.gyre.http.server.HttpHandler}. Requests of one connection are answered one after another, in their order. Everything happens on
 * the thread of one loop; several loops run several servers, whose sockets share a port.
 */
@NullMarked
package io.gyre.http.server;

import org.jspecify.annotations.NullMarked;

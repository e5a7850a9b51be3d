/**
 * Remote procedure calls over HTTP: libevent's {@code evrpc}, with which programs in C and in Java can call each other.
 *
 * <p>A call is a POST to {@code /.rpc.NAME}, whose content is a tagged message; so is the content of the answer. What both sides must agree on
 * is an {@link io.gyre.rpc.RpcMethod}. {@link io.gyre.rpc.RpcServer} answers calls over an {@link io.gyre.http.server.HttpServer};
 * {@link io.gyre.rpc.RpcPool} makes them over several {@link io.gyre.http.client.ClientConnection}s. On both sides an
 * {@link io.gyre.rpc.RpcHook} sees everything that comes and goes.
 */
@NullMarked
package io.gyre.rpc;

import org.jspecify.annotations.NullMarked;

/**
 * WebSocket, RFC 6455, with permessage-deflate, RFC 7692: {@code evws_connection}, and more.
 *
 * <p>{@link io.gyre.http.websocket.WebSocketServer} takes connections over from a server, as an {@link io.gyre.http.UpgradeHandler};
 * {@link io.gyre.http.websocket.WebSocketClient} opens one over any bufferevent. A {@link io.gyre.http.websocket.WebSocket} then feeds a
 * {@link io.gyre.http.websocket.FrameParser}, which knows no transport.
 */
@NullMarked
package io.gyre.http.websocket;

import org.jspecify.annotations.NullMarked;

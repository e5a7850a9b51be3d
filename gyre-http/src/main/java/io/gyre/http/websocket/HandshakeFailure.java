package io.gyre.http.websocket;

import io.gyre.http.Headers;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Why a client's WebSocket was not opened. The transport is closed in each case. */
public sealed interface HandshakeFailure {
    /**
     * There was no connection, or it failed.
     *
     * @param cause why
     */
    record Unconnected(IOException cause) implements HandshakeFailure {}

    /** The server did not answer within {@link WebSocketTimeouts#handshake()}. */
    record TimedOut() implements HandshakeFailure {}

    /**
     * The server answered with another status than 101.
     *
     * @param status three digits
     * @param headers of the answer
     */
    record Refused(int status, Headers headers) implements HandshakeFailure {}

    /**
     * What came is no HTTP response, or is no upgrade to WebSocket.
     *
     * @param why for an operator
     */
    record NotWebSocket(String why) implements HandshakeFailure {}

    /**
     * The server did not prove that it has read the key.
     *
     * @param accept its Sec-WebSocket-Accept, null for none or several
     */
    record BadAccept(@Nullable String accept) implements HandshakeFailure {}

    /**
     * The server chose an extension that was not offered, or parameters that break the offer.
     *
     * @param extensions its Sec-WebSocket-Extensions
     */
    record BadExtension(String extensions) implements HandshakeFailure {}

    /**
     * The server chose a sub-protocol that was not offered.
     *
     * @param protocol which
     */
    record BadProtocol(String protocol) implements HandshakeFailure {}
}

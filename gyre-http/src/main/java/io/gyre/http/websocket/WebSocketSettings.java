package io.gyre.http.websocket;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How WebSockets behave, on either side.
 *
 * @param limits how much the peer may send
 * @param timeouts how long to wait
 * @param deflate how to compress, if the peer agrees; null not to
 * @param protocols sub-protocols, the best first: those that a client offers, or that a server chooses from
 */
public record WebSocketSettings(
        WebSocketLimits limits,
        WebSocketTimeouts timeouts,
        @Nullable PerMessageDeflate deflate,
        List<String> protocols) {
    /** The defaults of each, no compression and no sub-protocols. */
    public static final WebSocketSettings DEFAULT =
            new WebSocketSettings(WebSocketLimits.DEFAULT, WebSocketTimeouts.DEFAULT, null, List.of());

    /** Refuses sub-protocols that are no tokens. */
    public WebSocketSettings {
        protocols = List.copyOf(protocols);
        for (String each : protocols) {
            if (!ExtensionOffer.isToken(each)) {
                throw new IllegalArgumentException(
                        "the sub-protocol '" + each + "' is no token: use letters, digits and !#$%&'*+-.^_`|~ only");
            }
        }
    }

    /** {@return these settings with other limits} */
    public WebSocketSettings withLimits(WebSocketLimits other) {
        return new WebSocketSettings(other, timeouts, deflate, protocols);
    }

    /** {@return these settings with other timeouts} */
    public WebSocketSettings withTimeouts(WebSocketTimeouts other) {
        return new WebSocketSettings(limits, other, deflate, protocols);
    }

    /** {@return these settings with compression, or without it} */
    public WebSocketSettings withDeflate(@Nullable PerMessageDeflate other) {
        return new WebSocketSettings(limits, timeouts, other, protocols);
    }

    /** {@return these settings with other sub-protocols} */
    public WebSocketSettings withProtocols(String... best) {
        return new WebSocketSettings(limits, timeouts, deflate, List.of(best));
    }
}

package io.gyre.http.websocket;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What both sides have agreed on about permessage-deflate: RFC 7692, section 7.1.
 *
 * @param ownContext whether this side keeps its compressor's context from one message to the next
 * @param peerContext whether the peer may do so
 */
record DeflateAgreement(PerMessageDeflate settings, boolean ownContext, boolean peerContext) {
    private static final String NAME = "permessage-deflate";
    private static final String SERVER_FORGETS = "server_no_context_takeover";
    private static final String CLIENT_FORGETS = "client_no_context_takeover";
    private static final String SERVER_WINDOW = "server_max_window_bits";
    private static final String CLIENT_WINDOW = "client_max_window_bits";
    private static final int OUR_WINDOW = 15;
    private static final int NONE = 0;
    private static final int BAD = -1;

    /** What a server answers, and what that means for it. */
    record Answer(String field, DeflateAgreement agreement) {}

    // The server's side.

    /** {@return the answer to the first offer that a server with these settings can honour, or null if there is none} */
    static @Nullable Answer answer(PerMessageDeflate settings, List<ExtensionOffer> offers) {
        for (ExtensionOffer each : offers) {
            Answer answer = each.name().equalsIgnoreCase(NAME) ? answer(settings, each.parameters()) : null;
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    private static @Nullable Answer answer(PerMessageDeflate settings, Map<String, String> offer) {
        int serverWindow = window(offer, SERVER_WINDOW, false);
        if (!isKnown(offer) || window(offer, CLIENT_WINDOW, true) == BAD) {
            return null;
        }
        if (serverWindow != NONE && serverWindow != OUR_WINDOW) {
            return null; // We could not keep that promise.
        }
        boolean own = settings.keepOwnContext() && !offer.containsKey(SERVER_FORGETS);
        boolean peer = settings.keepPeerContext() && !offer.containsKey(CLIENT_FORGETS);
        String field = NAME
                + (own ? "" : "; " + SERVER_FORGETS)
                + (peer ? "" : "; " + CLIENT_FORGETS)
                + (serverWindow == NONE ? "" : "; " + SERVER_WINDOW + "=" + OUR_WINDOW);
        return new Answer(field, new DeflateAgreement(settings, own, peer));
    }

    // The client's side.

    /** {@return what a client offers. The window of its compressor cannot be limited, so it says nothing of that.} */
    static String offer(PerMessageDeflate settings) {
        return NAME
                + (settings.keepOwnContext() ? "" : "; " + CLIENT_FORGETS)
                + (settings.keepPeerContext() ? "" : "; " + SERVER_FORGETS);
    }

    /** {@return what a server's answer means for a client, or null if the answer breaks the rules} */
    static @Nullable DeflateAgreement accept(PerMessageDeflate settings, ExtensionOffer answer) {
        Map<String, String> parameters = answer.parameters();
        boolean forgets = parameters.containsKey(SERVER_FORGETS);
        if (!answer.name().equalsIgnoreCase(NAME)
                || !isKnown(parameters)
                || parameters.containsKey(CLIENT_WINDOW)
                || window(parameters, SERVER_WINDOW, false) == BAD
                || (!forgets && !settings.keepPeerContext())) {
            return null;
        }
        boolean own = settings.keepOwnContext() && !parameters.containsKey(CLIENT_FORGETS);
        return new DeflateAgreement(settings, own, !forgets);
    }

    // Parameters.

    private static boolean isKnown(Map<String, String> parameters) {
        return parameters.entrySet().stream().allMatch(each -> switch (each.getKey()) {
            case SERVER_FORGETS, CLIENT_FORGETS -> each.getValue().isEmpty();
            case SERVER_WINDOW, CLIENT_WINDOW -> true;
            default -> false;
        });
    }

    /** {@return 8 to 15, {@link #NONE} without the parameter or its value, or {@link #BAD}} */
    private static int window(Map<String, String> parameters, String name, boolean mayBeEmpty) {
        String value = parameters.get(name);
        if (value == null || (mayBeEmpty && value.isEmpty())) {
            return NONE;
        }
        return value.matches("[89]|1[0-5]") ? Integer.parseInt(value) : BAD;
    }
}

package io.gyre.http.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Who decides what goes over a {@link Link}, and learns what becomes of it. */
interface LinkOwner {
    /** The connection stands, and a request may be sent. */
    void onUp(Link link);

    /** There is no connection. The link is closed. */
    void onDown(Link link, RequestError error, @Nullable IOException cause);

    /** The connection is over while nobody was asking. The link is closed. */
    void onIdleEnd(Link link);

    /** The response is complete; the request is told afterwards. If not {@code keep}, the link is closed. */
    void onDone(Link link, ClientRequest request, boolean keep);

    /**
     * There will be no response, or only a part of one, which the request is to be told. The link is closed.
     *
     * @param stale whether nothing of an answer came over a connection that had served before, so that the server may have given it up
     *     before it saw the request
     */
    void onBroken(Link link, ClientRequest request, RequestError error, @Nullable IOException cause, boolean stale);

    /** All that was called after {@link #onDone} is over. */
    void afterDone(Link link);
}

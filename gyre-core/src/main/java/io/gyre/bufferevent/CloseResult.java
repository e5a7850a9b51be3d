package io.gyre.bufferevent;

import java.io.IOException;

/** How {@link BufferEvent#closeGracefully} ended. The bufferevent is closed in each case. */
public sealed interface CloseResult {
    /** Everything was sent, and the peer has ended its half too. */
    record Complete() implements CloseResult {}

    /**
     * The deadline passed, or somebody called {@link BufferEvent#close}.
     *
     * @param unsent how many bytes were never given to the transport; if 0, the peer did not end its half in time
     */
    record Cut(long unsent) implements CloseResult {}

    /**
     * The transport failed.
     *
     * @param unsent how many bytes were never given to the transport
     * @param cause why
     */
    record Failed(long unsent, IOException cause) implements CloseResult {}
}

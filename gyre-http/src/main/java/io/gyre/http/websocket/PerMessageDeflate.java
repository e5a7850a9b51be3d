package io.gyre.http.websocket;

import java.util.zip.Deflater;

/**
 * Compression of messages: RFC 7692, permessage-deflate. It costs time, and lets whoever can watch the lengths of messages, and put text of
 * their own into them, guess secrets that go with it; so it is off unless asked for.
 *
 * <p>The compressor of the JDK always has a window of 15 bits. A peer that asks us for a smaller one gets no compression; any that a peer has
 * can be undone.
 *
 * @param keepOwnContext whether what was sent helps to compress what follows; some 300 KiB of native memory for each WebSocket, where
 *     without it those of a loop share one compressor
 * @param keepPeerContext whether the peer may do so; 50 KiB for each
 * @param threshold how many bytes a message must have to be compressed; smaller ones are sent as they are
 * @param level 1 for speed to 9 for size, or -1 for the JDK's choice
 * @param maxRatio how many bytes each byte of a message may become, once the message is longer than 1 MiB; more ends the WebSocket with
 *     {@link CloseCode#TOO_BIG}. {@link WebSocketLimits} bounds all messages.
 */
public record PerMessageDeflate(
        boolean keepOwnContext, boolean keepPeerContext, int threshold, int level, int maxRatio) {
    /** No context is kept, messages under 256 bytes are sent as they are, and those over 1 MiB may grow by 200. */
    public static final PerMessageDeflate DEFAULT =
            new PerMessageDeflate(false, false, 256, Deflater.DEFAULT_COMPRESSION, 200);

    /** Refuses what makes no sense. */
    public PerMessageDeflate {
        if (threshold < 0 || level < -1 || level > 9 || maxRatio < 1) {
            throw new IllegalArgumentException("threshold " + threshold + ", level " + level + ", ratio " + maxRatio
                    + ": use a threshold of 0 or more, a level from -1 to 9, and a ratio of 1 or more");
        }
    }

    /** {@return these settings with contexts kept or not} */
    public PerMessageDeflate withContext(boolean own, boolean peer) {
        return new PerMessageDeflate(own, peer, threshold, level, maxRatio);
    }

    /** {@return these settings with another threshold} */
    public PerMessageDeflate withThreshold(int bytes) {
        return new PerMessageDeflate(keepOwnContext, keepPeerContext, bytes, level, maxRatio);
    }

    /** {@return these settings with another level} */
    public PerMessageDeflate withLevel(int other) {
        return new PerMessageDeflate(keepOwnContext, keepPeerContext, threshold, other, maxRatio);
    }

    /** {@return these settings with another ratio} */
    public PerMessageDeflate withMaxRatio(int most) {
        return new PerMessageDeflate(keepOwnContext, keepPeerContext, threshold, level, most);
    }
}

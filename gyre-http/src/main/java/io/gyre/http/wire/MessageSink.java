package io.gyre.http.wire;

import io.gyre.buffer.EvBuffer;

/**
 * Learns of the parts of messages, in their order. Any method may pause or close the parser; the buffer that is being parsed may be closed
 * only after the parser.
 */
public interface MessageSink {
    /** A head is complete and in order. Interim responses (1xx) come here too, and have an end of their own. */
    void onHead(Head head);

    /**
     * Content is at hand, with no coding left.
     *
     * @param in whose front it is; take it from there
     * @param available how much, at least 1
     * @return how much was taken. If it is less than all, the parser stops until it is called again.
     */
    long onContent(EvBuffer in, long available);

    /** A message is complete; {@code head} has the trailer fields now. It belongs to the sink, which gives it back to the pool. */
    void onEnd(Head head);

    /**
     * What came is no message. Nothing more will be reported.
     *
     * @param head as far as it came, until this returns
     */
    void onRefused(Refusal why, Head head);
}

package io.gyre.dns.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

/** What must hold for any octets. */
final class RoundTrip {
    private RoundTrip() {}

    /** They are refused, or what is read from them can be written, and reads as the same. */
    static void check(byte[] octets) {
        Message message;
        try {
            message = Message.parse(octets);
        } catch (MalformedMessageException refused) {
            return;
        }
        byte[] written = message.toBytes(Message.MAX_LENGTH);
        try {
            Message again = Message.parse(written);
            if (!again.header().has(HeaderFlag.TC)) {
                assertEquals(message, again);
                assertEquals(message.toString(), again.toString());
            }
            Message cut = Message.parse(message.toBytes(Math.max(
                    octets.length / 2, 12 + 300 * (1 + message.questions().size()) + octets.length / 4)));
            assertEquals(message.questions(), cut.questions());
        } catch (MalformedMessageException ours) {
            throw new AssertionError("we write what we refuse: " + message, ours);
        }
    }
}

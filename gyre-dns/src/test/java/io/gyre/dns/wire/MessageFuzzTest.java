package io.gyre.dns.wire;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link HostileMessageTest} does, with octets that a fuzzer chose for the code they reach. The ordinary build replays the inputs that
 * are kept in the folder of resources named after this class; {@code ./build --fuzz MessageFuzzTest 1200} looks for new ones.
 */
class MessageFuzzTest {
    @FuzzTest(maxDuration = "20m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void messagesAreRefusedOrComeBack(byte[] octets) {
        if (octets.length <= Message.MAX_LENGTH) {
            RoundTrip.check(octets);
        }
    }
}

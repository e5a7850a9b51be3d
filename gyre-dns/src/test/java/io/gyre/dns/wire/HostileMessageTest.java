package io.gyre.dns.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages from whoever means ill. */
class HostileMessageTest {
    private static final String HEADER = "1234 8180 0001 0001 0000 0000";
    private static final String QUESTION = "03777777 03636f6d 00 0001 0001";

    private static void refused(byte[] message) {
        assertThrows(MalformedMessageException.class, () -> Message.parse(message));
    }

    @ParameterizedTest
    @CsvSource({
        "a pointer to itself, c019 0001 0001 00000000 0004 01020304",
        "a pointer forward, c020 0001 0001 00000000 0004 01020304",
        "a pointer into the header, c002 0001 0001 00000000 0004 01020304",
        "a loop through a label, 0161 c019 0001 0001 00000000 0004 01020304",
        "a label type that there is not, 4161 0001 0001 00000000 0004 01020304",
        "another one, 8161 0001 0001 00000000 0004 01020304",
        "half a pointer, c0",
        "data beyond the end, c00c 0001 0001 00000000 0005 01020304",
        "an address of three octets, c00c 0001 0001 00000000 0003 010203",
        "an address of five octets, c00c 0001 0001 00000000 0005 0102030405",
        "an IPv6 address of four octets, c00c 001c 0001 00000000 0004 01020304",
        "a name that leaves its data, c00c 0005 0001 00000000 0002 0361 6263 00",
        "data after a name, c00c 0005 0001 00000000 0003 c00c 00",
        "a text beyond its data, c00c 0010 0001 00000000 0002 0261",
        "no text, c00c 0010 0001 00000000 0000",
        "a service whose target is compressed, c00c 0040 0001 00000000 0004 0001 c00c",
        "services whose keys descend, c00c 0040 0001 00000000 000b 0001 00 0003 0000 0003 0000",
        "a certifier without a tag, c00c 0101 0001 00000000 0002 0000",
        "EDNS among the answers, 00 0029 0200 00000000 0000",
        "octets after the end, c00c 0001 0001 00000000 0004 01020304 00",
    })
    void oneRecordIsRefused(String what, String record) {
        refused(Hex.bytes(HEADER, QUESTION, record));
    }

    @Test
    void twoRecordsOfEdnsAreRefused() {
        String edns = "00 0029 0200 00000000 0000";
        refused(Hex.bytes("1234 0100 0001 0000 0000 0002", QUESTION, edns, edns));
        refused(Hex.bytes("1234 0100 0001 0000 0000 0001", QUESTION, "0161 00 0029 0200 00000000 0000"));
    }

    @ParameterizedTest
    @CsvSource({
        "ffff 0000 0000 0000",
        "0001 ffff 0000 0000",
        "0001 0000 ffff 0000",
        "0001 0000 0000 ffff",
        "0002 0000 0000 0000"
    })
    void countsThatLieAreRefusedAtOnce(String counts) {
        byte[] message = Hex.bytes("1234 8180", counts, QUESTION);
        refused(message);
    }

    @Test
    void everyMessageThatIsCutShortIsRefused() {
        byte[] whole = Samples.everything().toBytes();
        for (int length = 0; length < whole.length; length++) {
            refused(Arrays.copyOf(whole, length));
        }
    }

    /** 255 octets is the most, however the name is put together. */
    @Test
    void aNameThatGrowsTooLongThroughPointersIsRefused() {
        var message = new StringBuilder("1234 8180 0000 0005 0000 0000");
        String label = "3f" + "61".repeat(63);
        message.append(label).append("00 0001 0001 00000000 0004 01020304");
        int previous = 12;
        int at = 12 + 65 + 14;
        for (int i = 0; i < 4; i++) {
            message.append(label).append("%04x 0001 0001 00000000 0004 01020304".formatted(0xc000 | previous));
            previous = at;
            at += 66 + 14;
        }
        refused(Hex.bytes(message.toString()));
    }

    /** As many pointers as a message can hold, each to the one before. */
    @Test
    void longChainsOfPointersTakeLittleTime() {
        byte[] message = new byte[65535];
        System.arraycopy(Hex.bytes("1234 8180 0000 0001 0000 0000 00"), 0, message, 0, 13);
        int count = 0;
        for (int at = 12; at + 13 < message.length && count < 5000; at += 12, count++) {
            int pointer = 0xc000 | Math.max(12, Math.min(at - 12, 0x3fff));
            message[at] = (byte) (count == 0 ? 0 : pointer >> 8);
            message[at + 1] = (byte) (count == 0 ? 0 : pointer);
        }
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            for (int i = 0; i < 100; i++) {
                refused(message);
            }
        });
    }

    // RFC 2181, section 8.
    @Test
    void aTimeToLiveWithTheHighestBitIsZero() throws MalformedMessageException {
        byte[] message = Hex.bytes(HEADER, QUESTION, "c00c 0001 0001 80000001 0004 01020304");
        assertEquals(0, Message.parse(message).answers().getFirst().ttl());
    }

    @Test
    void dotsAndZerosInLabelsAreKept() throws MalformedMessageException {
        byte[] message = Hex.bytes("1234 0100 0001 0000 0000 0000", "03 61 2e 00 00 0001 0001");
        Message parsed = Message.parse(message);
        assertEquals("a\\.\\000.", parsed.questions().getFirst().name().toString());
        assertEquals(parsed, Message.parse(parsed.toBytes()));
    }

    /** Good messages with some octets changed: they are refused, or come back as they were. */
    @Test
    void damagedMessagesAreRefusedOrComeBack() {
        var random = new Random(42);
        byte[] whole = Samples.everything().toBytes();
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            RoundTrip.check(damaged);
        }
    }
}

package io.gyre.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gyre.rpc.messages.Every;
import io.gyre.rpc.messages.String_;
import io.gyre.rpc.messages.Tree;
import io.gyre.tag.MalformedTagException;
import io.gyre.tag.MessageType;
import io.gyre.tag.TagReader;
import io.gyre.tag.TagWriter;
import io.gyre.tag.TaggedMessage;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Bytes are a message or are refused, and what is a message comes back when it is written and read again. The ordinary build replays the inputs
 * that are kept in the folder of resources named after this class.
 */
class MessageFuzzTest {
    private static final TagReader READER = new TagReader();
    private static final TagWriter WRITER = new TagWriter();

    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void bytesAreAMessageOrRefused(byte[] data) throws MalformedTagException {
        if (data.length == 0) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        switch (Math.floorMod(data[0], 3)) {
            case 0 -> check(bytes, Every.TYPE);
            case 1 -> check(bytes, Tree.TYPE);
            default -> check(bytes, String_.TYPE);
        }
    }

    private static <M extends TaggedMessage> void check(byte[] bytes, MessageType<M> type)
            throws MalformedTagException {
        M message;
        try {
            message = READER.read(bytes, type);
        } catch (MalformedTagException refused) {
            return;
        }
        byte[] again = WRITER.write(message).toBytes();
        assertEquals(message, READER.read(again, type));
    }
}

package io.gyre.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * The parser reports the same for the same bytes, however they are divided, and throws nothing. The ordinary build replays the inputs that are
 * kept in the folder of resources named after this class.
 */
class HttpMessageFuzzTest {
    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void reportDoesNotDependOnTheCuts(byte[] data) {
        if (data.length < 3) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, 2, data.length);
        int cut = Math.floorMod(data[1], bytes.length);
        boolean responses = (data[0] & 1) != 0;
        assertEquals(once(responses, bytes), once(responses, bytes, cut), "cut at " + cut);
    }

    private static String once(boolean responses, byte[] bytes, int... cuts) {
        return responses ? Feeding.responseOnce(bytes, cuts) : Feeding.requestOnce(bytes, cuts);
    }
}

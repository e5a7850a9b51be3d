package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** What is parsed as a URI joins to text that parses to the same, and queries and escapes throw nothing. */
class UriFuzzTest {
    private static final UriFlag[][] FLAGS = {{}, {UriFlag.NONCONFORMANT}, {UriFlag.UNIX_SOCKET}};

    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void whatIsParsedJoinsToTheSame(byte[] data) {
        if (data.length == 0) {
            return;
        }
        String text = new String(Arrays.copyOfRange(data, 1, data.length), StandardCharsets.UTF_8);
        UriFlag[] flags = FLAGS[Math.floorMod(data[0], FLAGS.length)];
        Uri uri = Uri.parse(text, flags);
        if (uri != null) {
            String joined = uri.join();
            if (joined != null) {
                Uri again = Uri.parse(joined, flags);
                assertNotNull(again, joined);
                assertEquals(joined, again.join());
            }
        }
        Query.parse(text);
        Query.parse(text, QueryFlag.NONCONFORMANT);
        UriEncoding.decode(text, true);
        assertEquals(text, UriEncoding.decode(UriEncoding.encode(text), false));
        Html.escape(text);
    }
}

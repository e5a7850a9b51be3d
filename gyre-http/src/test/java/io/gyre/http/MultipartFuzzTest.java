package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/** The parser of multipart content reports the same for the same bytes, however they are divided, and throws nothing. */
class MultipartFuzzTest {
    private static final MultipartLimits LIMITS = new MultipartLimits(20, 200, 1000);

    @FuzzTest(maxDuration = "10m")
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    void reportDoesNotDependOnTheCuts(byte[] data) {
        if (data.length < 2) {
            return;
        }
        byte[] bytes = Arrays.copyOfRange(data, 1, data.length);
        int cut = Math.floorMod(data[0], bytes.length);
        assertEquals(outline(bytes), outline(bytes, cut), "cut at " + cut);
        MultipartParser.boundary(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** What comes before a refusal depends on the cuts, because content is reported as it comes. */
    private static String outline(byte[] bytes, int... cuts) {
        String report = MultipartParserTest.once(bytes, LIMITS, cuts);
        int refused = report.indexOf("refused: ");
        return refused < 0 ? report : "refused";
    }
}

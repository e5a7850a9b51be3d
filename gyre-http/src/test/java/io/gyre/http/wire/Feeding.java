package io.gyre.http.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Feeds the same bytes whole, byte by byte and split at every offset, and expects the same report each time. */
final class Feeding {
    private final boolean responses;
    private final ParserLimits limits;
    private final boolean answersHead;

    private Feeding(boolean responses, ParserLimits limits, boolean answersHead) {
        this.responses = responses;
        this.limits = limits;
        this.answersHead = answersHead;
    }

    static String request(String text) {
        return request(text, ParserLimits.DEFAULT);
    }

    static String request(String text, ParserLimits limits) {
        return new Feeding(false, limits, false).everyWay(bytes(text));
    }

    static String response(String text) {
        return new Feeding(true, ParserLimits.DEFAULT, false).everyWay(bytes(text));
    }

    static String responseToHead(String text) {
        return new Feeding(true, ParserLimits.DEFAULT, true).everyWay(bytes(text));
    }

    static String requestOnce(byte[] bytes, int... cuts) {
        return new Feeding(false, ParserLimits.DEFAULT, false).once(bytes, cuts);
    }

    static String responseOnce(byte[] bytes, int... cuts) {
        return new Feeding(true, ParserLimits.DEFAULT, false).once(bytes, cuts);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private String everyWay(byte[] bytes) {
        String whole = once(bytes);
        var each = new int[Math.max(0, bytes.length - 1)];
        Arrays.setAll(each, i -> i + 1);
        assertEquals(whole, once(bytes, each), "byte by byte");
        for (int cut = 1; cut < bytes.length; cut += Math.max(1, bytes.length / 400)) {
            assertEquals(whole, once(bytes, cut), "split at " + cut);
        }
        return whole;
    }

    private String once(byte[] bytes, int... cuts) {
        var pool = new HeadPool();
        var recorder = new Recorder(pool);
        MessageParser parser = responses
                ? MessageParser.responses(limits, pool, recorder)
                : MessageParser.requests(limits, pool, recorder);
        parser.answersHead(answersHead);
        try (var in = new EvBuffer()) {
            int from = 0;
            for (int cut : cuts) {
                in.add(bytes, from, cut - from);
                parser.parse(in);
                from = cut;
            }
            in.add(bytes, from, bytes.length - from);
            parser.parse(in);
            if (!parser.isStopped()) {
                recorder.end(parser.end());
            }
        }
        parser.close();
        return recorder.toString();
    }
}

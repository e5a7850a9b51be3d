package io.gyre.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartParserTest {
    private static final String FORM = String.join(
            "\r\n",
            "--b",
            "Content-Disposition: form-data; name=\"a\"",
            "",
            "one",
            "--b",
            "Content-Disposition: form-data; name=f; filename=\"x \\\"y\\\".txt\"",
            "Content-Type: text/csv",
            "",
            "1",
            "--",
            "-b",
            "--b--",
            "after");

    /** {@return what was reported, the same for the same bytes whole, byte by byte and split at every offset} */
    static String report(String text, MultipartLimits limits) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String whole = once(bytes, limits);
        var each = new int[Math.max(0, bytes.length - 1)];
        Arrays.setAll(each, i -> i + 1);
        assertEquals(whole, once(bytes, limits, each), "byte by byte");
        for (int cut = 1; cut < bytes.length; cut++) {
            assertEquals(whole, once(bytes, limits, cut), "split at " + cut);
        }
        return whole;
    }

    static String once(byte[] bytes, MultipartLimits limits, int... cuts) {
        var recorder = new Recorder();
        var parser = new MultipartParser("b", limits, recorder);
        try (var in = new EvBuffer()) {
            int from = 0;
            for (int cut : cuts) {
                parser.parse(in.add(bytes, from, cut - from));
                from = cut;
            }
            parser.parse(in.add(bytes, from, bytes.length - from));
            parser.end();
        }
        return recorder.text.toString();
    }

    private static String report(String text) {
        return report(text, MultipartLimits.DEFAULT);
    }

    static final class Recorder implements MultipartSink {
        final StringBuilder text = new StringBuilder();

        @Override
        public void onPart(Part part) {
            text.append('[').append(part.name()).append('|').append(part.fileName());
            text.append('|').append(part.contentType()).append('|');
        }

        @Override
        public long onContent(EvBuffer in, long available) {
            text.append(in.removeString((int) available, StandardCharsets.ISO_8859_1));
            return available;
        }

        @Override
        public void onPartEnd() {
            text.append(']');
        }

        @Override
        public void onEnd() {
            text.append("end");
        }

        @Override
        public void onRefused(String why) {
            text.append("refused: ").append(why);
        }
    }

    @Test
    void partsOfAFormAreReported() {
        assertEquals("[a|null|text/plain|one][f|x \"y\".txt|text/csv|1\r\n--\r\n-b]end", report(FORM));
    }

    @Test
    void whatIsBeforeTheFirstBoundaryMeansNothing() {
        assertEquals("[null|null|text/plain|x]end", report("hello --b\r\n--b \t\r\n\r\nx\r\n--b--"));
    }

    @Test
    void partMayBeEmpty() {
        assertEquals("[null|null|text/plain|]end", report("--b\r\n\r\n\r\n--b--"));
    }

    @Test
    void nameMayBeUtf8() {
        String name = new String("grün".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        String part = "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n\r\n--b--";
        assertEquals("[grün|null|text/plain|]end", report(part));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--b\r\n\r\nx",
                "--bc\r\n\r\nx\r\n--b--",
                "--b-\r\n",
                "--b\r\nno header\r\n\r\n",
                "--b\r\n a: b\r\n\r\n",
                "--b\r\na: \0\r\n\r\n",
                "nothing",
                ""
            })
    void whatIsNoMultipartIsRefused(String text) {
        String report = report(text);
        assertEquals(1, report.split("refused: ", -1).length - 1, report);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,100,9", "2,20,9", "2,100,2"})
    void limitsAreKept(String limits) {
        int[] each =
                Arrays.stream(limits.split(",")).mapToInt(Integer::parseInt).toArray();
        String text = "--b\r\nContent-Type: a\r\n\r\nxyz\r\n--b\r\nContent-Type: more and more\r\n\r\n\r\n--b--";
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        String report = once(bytes, new MultipartLimits(each[0], each[1], each[2]));
        assertEquals(1, report.split("refused: ", -1).length - 1, report);
    }

    @Test
    void sinkThatTakesLessIsAskedAgain() {
        var recorder = new Recorder();
        var slow = new MultipartSink() {
            @Override
            public void onPart(Part part) {
                recorder.onPart(part);
            }

            @Override
            public long onContent(EvBuffer in, long available) {
                return recorder.onContent(in, 1);
            }

            @Override
            public void onPartEnd() {
                recorder.onPartEnd();
            }

            @Override
            public void onEnd() {
                recorder.onEnd();
            }

            @Override
            public void onRefused(String why) {
                recorder.onRefused(why);
            }
        };
        var parser = new MultipartParser("b", MultipartLimits.DEFAULT, slow);
        try (var in = new EvBuffer()) {
            in.add(FORM);
            for (int i = 0; i < FORM.length(); i++) {
                parser.parse(in);
            }
        }
        assertEquals(report(FORM), recorder.text.toString());
    }

    @Test
    void boundaryComesFromTheContentType() {
        assertEquals("a b", MultipartParser.boundary("Multipart/form-data; charset=x; BOUNDARY=\"a b\""));
        assertEquals("x-y", MultipartParser.boundary("multipart/mixed;boundary=x-y"));
        assertNull(MultipartParser.boundary("multipart/form-data"));
        assertNull(MultipartParser.boundary("multipart/form-data; boundary=\"\""));
        assertNull(MultipartParser.boundary("multipart/form-data; boundary=\"a\r\nb\""));
        assertNull(MultipartParser.boundary("text/plain; boundary=b"));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MultipartParser("x\r\n", MultipartLimits.DEFAULT, new Recorder()));
    }
}

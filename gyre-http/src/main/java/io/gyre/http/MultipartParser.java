package io.gyre.http;

import io.gyre.buffer.EvBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of multipart content, such as a form with files: RFC 7578 and RFC 2046, section 5.1. Bytes go in as they come, and a
 * {@link MultipartSink} learns of the parts; the same bytes give the same parts however they are divided, only that content may come in other
 * pieces. It holds a line of headers at most. For one thread.
 *
 * <pre>
 * PREAMBLE ─► DELIMITER ─► HEADERS ─► CONTENT ─► DELIMITER ... ─► EPILOGUE
 * </pre>
 */
public final class MultipartParser {
    /** As much as a boundary may have: RFC 2046, section 5.1.1. */
    private static final int LONGEST_BOUNDARY = 70;

    /** Blanks that may follow a boundary, and what may come before the first. Both mean nothing. */
    private static final int MOST_PADDING = 64;

    private static final int MOST_PREAMBLE = 8 << 10;

    private static final byte[] CRLF = {'\r', '\n'};

    private enum State {
        PREAMBLE,
        DELIMITER,
        HEADERS,
        CONTENT,
        EPILOGUE,
        REFUSED
    }

    private final byte[] delimiter;
    private final MultipartLimits limits;
    private final MultipartSink sink;
    private State state = State.PREAMBLE;
    private boolean atStart = true;
    private int parts;
    private int head;
    private long preamble;
    private long content;
    private Headers headers = new Headers();

    /**
     * Makes a parser.
     *
     * @param boundary of {@link #boundary}
     * @throws IllegalArgumentException if it can be none
     */
    public MultipartParser(String boundary, MultipartLimits limits, MultipartSink sink) {
        if (!isBoundary(boundary)) {
            throw new IllegalArgumentException("'" + Characters.visible(boundary)
                    + "' is no boundary: use 1 to 70 letters, digits and '()+_,-./:=? or a blank within");
        }
        delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.US_ASCII);
        this.limits = limits;
        this.sink = sink;
    }

    /** {@return the boundary that a Content-Type field tells; null if it is not of a multipart type, or tells none that could be one} */
    public static @Nullable String boundary(String contentType) {
        if (!contentType.regionMatches(true, 0, "multipart/", 0, 10)) {
            return null;
        }
        String found = Parameters.find(contentType, "boundary");
        return found == null || !isBoundary(found) ? null : found;
    }

    private static boolean isBoundary(String text) {
        return !text.isEmpty()
                && text.length() <= LONGEST_BOUNDARY
                && !text.endsWith(" ")
                && text.chars()
                        .allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "'()+_,-./:=? ".indexOf(c) >= 0));
    }

    /** {@return whether nothing more will be reported, because what came was refused} */
    public boolean isRefused() {
        return state == State.REFUSED;
    }

    /** Takes what there is in {@code in}, as far as it is clear what it is and the sink takes it. */
    public void parse(EvBuffer in) {
        boolean more = true;
        while (more && !in.isEmpty()) {
            more = switch (state) {
                case PREAMBLE -> skipPreamble(in);
                case DELIMITER -> readDelimiter(in);
                case HEADERS -> readHeader(in);
                case CONTENT -> readContent(in);
                case EPILOGUE, REFUSED -> in.drain(in.length()) < 0;
            };
        }
    }

    /**
     * Says that nothing more comes. Refuses what is cut off.
     *
     * @return whether all parts came
     */
    public boolean end() {
        if (state != State.EPILOGUE && state != State.REFUSED) {
            refuse("the content ends before its last boundary");
        }
        return state == State.EPILOGUE;
    }

    private boolean refuse(String why) {
        state = State.REFUSED;
        sink.onRefused(why);
        return true;
    }

    /** The first delimiter needs no line break before it if nothing is there that could have one. */
    private boolean skipPreamble(EvBuffer in) {
        if (atStart) {
            int compared = (int) Math.min(in.length(), delimiter.length - 2);
            if (startsWithDelimiter(in, compared)) {
                if (compared < delimiter.length - 2) {
                    return false;
                }
                in.drain(compared);
                state = State.DELIMITER;
                return true;
            }
            atStart = false;
        }
        long found = in.indexOf(delimiter, 0);
        long skipped = found >= 0 ? found + delimiter.length : Math.max(0, in.length() - (delimiter.length - 1));
        in.drain(skipped);
        preamble += skipped;
        if (preamble > MOST_PREAMBLE) {
            return refuse("there is no boundary within " + MOST_PREAMBLE + " bytes");
        }
        if (found >= 0) {
            state = State.DELIMITER;
        }
        return found >= 0;
    }

    private boolean startsWithDelimiter(EvBuffer in, int count) {
        for (int i = 0; i < count; i++) {
            if ((byte) in.byteAt(i) != delimiter[i + 2]) {
                return false;
            }
        }
        return true;
    }

    /** Behind a delimiter come two hyphens if it is the last, or else the end of the line. */
    private boolean readDelimiter(EvBuffer in) {
        if (in.byteAt(0) == '-') {
            if (in.length() < 2) {
                return false;
            }
            if (in.byteAt(1) != '-') {
                return refuse("a boundary is followed by something else than the end of its line");
            }
            in.drain(2);
            state = State.EPILOGUE;
            sink.onEnd();
            return true;
        }
        int at = 0;
        while (at < in.length() && at <= MOST_PADDING && (in.byteAt(at) == ' ' || in.byteAt(at) == '\t')) {
            at++;
        }
        if (at + 2 > in.length() && at <= MOST_PADDING && (at == in.length() || in.byteAt(at) == '\r')) {
            return false;
        }
        if (at > MOST_PADDING || in.byteAt(at) != '\r' || in.byteAt(at + 1) != '\n') {
            return refuse("a boundary is followed by something else than the end of its line");
        }
        in.drain(at + 2L);
        return beginPart();
    }

    private boolean beginPart() {
        parts++;
        if (parts > limits.parts()) {
            return refuse("there are more than " + limits.parts() + " parts");
        }
        headers = new Headers();
        head = 0;
        content = 0;
        state = State.HEADERS;
        return true;
    }

    private boolean readHeader(EvBuffer in) {
        long end = in.indexOf(CRLF, 0);
        if (head + (end < 0 ? in.length() - 1 : end) > limits.head()) {
            return refuse("the headers of a part have more than " + limits.head() + " bytes");
        }
        if (end < 0) {
            return false;
        }
        String line = in.removeString((int) end, StandardCharsets.ISO_8859_1);
        in.drain(CRLF.length);
        head += line.length() + CRLF.length;
        if (!line.isEmpty()) {
            return addHeader(line);
        }
        state = State.CONTENT;
        sink.onPart(new Part(headers));
        return true;
    }

    private boolean addHeader(String line) {
        int colon = line.indexOf(':');
        String name = line.substring(0, Math.max(0, colon));
        String value = line.substring(colon + 1).strip();
        if (!Characters.isToken(name) || value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            return refuse("a part has a line that is no header");
        }
        headers.add(name, value);
        return true;
    }

    /** What could be the beginning of a delimiter waits for more. */
    private boolean readContent(EvBuffer in) {
        long found = in.indexOf(delimiter, 0);
        long available = found >= 0 ? found : in.length() - (delimiter.length - 1);
        if (available > 0) {
            if (available > limits.content() - content) {
                return refuse("a part has more than " + limits.content() + " bytes");
            }
            long taken = sink.onContent(in, available);
            content += taken;
            if (taken < available) {
                return false;
            }
        }
        if (found < 0) {
            return false;
        }
        in.drain(delimiter.length);
        state = State.DELIMITER;
        sink.onPartEnd();
        return true;
    }
}

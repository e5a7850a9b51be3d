package io.gyre.http.wire;

import org.jspecify.annotations.Nullable;

/**
 * What the fields of a message say about its end and about the connection: RFC 9112, sections 6 and 9.3. There is one way only to tell the
 * length of content; who tells it twice is refused, because somebody else might have believed the other.
 */
final class Framing {
    private static final String CHUNKED = "chunked";

    /** 18 digits cannot overflow. */
    private static final int MOST_DIGITS = 18;

    private long length;
    private boolean chunked;
    private int hosts;
    private int lengths;
    private int codings;
    private boolean wantsClose;
    private boolean wantsKeepAlive;
    private boolean expects;
    private boolean expectsContinue;
    private boolean upgrade;

    void clear() {
        length = 0;
        chunked = false;
        hosts = 0;
        lengths = 0;
        codings = 0;
        wantsClose = false;
        wantsKeepAlive = false;
        expects = false;
        expectsContinue = false;
        upgrade = false;
    }

    long length() {
        return length;
    }

    boolean isChunked() {
        return chunked;
    }

    boolean keepsAlive(int minorVersion) {
        return !wantsClose && (minorVersion >= 1 ? true : wantsKeepAlive && !chunked);
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    boolean expectsUnknown() {
        return expects && !expectsContinue;
    }

    boolean offersUpgrade() {
        return upgrade;
    }

    /**
     * {@return why a request is refused, or null}
     *
     * @param hostOptional whether HTTP/1.1 may do without a Host
     */
    @Nullable
    Refusal readRequest(Head head, boolean hostOptional) {
        Refusal refusal = readFields(head, true);
        if (refusal != null) {
            return refusal;
        }
        if (hosts > 1 || (hosts == 0 && head.minorVersion >= 1 && !hostOptional)) {
            return Refusal.BAD_HOST;
        }
        return codings > 0 && lengths > 0 ? Refusal.AMBIGUOUS_LENGTH : null;
    }

    /**
     * {@return why a response is refused, or null}
     *
     * @param answersHead whether it has no content whatever it says
     */
    @Nullable
    Refusal readResponse(Head head, boolean answersHead) {
        Refusal refusal = readFields(head, false);
        if (refusal != null) {
            return refusal;
        }
        if (codings > 0 && lengths > 0) {
            wantsClose = true; // Chunked wins, and nothing after it can be trusted: RFC 9112, section 6.3.
        }
        int status = head.status;
        if (answersHead || status < 200 || status == 204 || status == 304) {
            chunked = false;
            length = 0;
        } else if (chunked) {
            length = -1;
        } else if (lengths == 0) {
            length = -1;
            wantsClose = true;
        }
        return null;
    }

    private @Nullable Refusal readFields(Head head, boolean request) {
        for (int i = 0; i < head.size(); i++) {
            Refusal refusal = readField(head, i, request);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    /** Only names of these lengths mean something here, which spares comparing the others. */
    private @Nullable Refusal readField(Head head, int index, boolean request) {
        switch (head.nameEnd(index) - head.nameStart(index)) {
            case 4 -> {
                return request && is(head, index, "host") ? readHost(head, index) : null;
            }
            case 6 -> readExpect(head, index);
            case 7 -> upgrade |= is(head, index, "upgrade");
            case 10 -> readConnection(head, index);
            case 14 -> {
                return is(head, index, "content-length") ? readLength(head, index) : null;
            }
            case 17 -> {
                return is(head, index, "transfer-encoding") ? readCoding(head, index) : null;
            }
            default -> {}
        }
        return null;
    }

    private static boolean is(Head head, int index, String lowerCase) {
        return Octets.equalsIgnoringCase(head.bytes, head.nameStart(index), head.nameEnd(index), lowerCase);
    }

    private static boolean valueIs(Head head, int index, String lowerCase) {
        return Octets.equalsIgnoringCase(head.bytes, head.valueStart(index), head.valueEnd(index), lowerCase);
    }

    private void readExpect(Head head, int index) {
        if (is(head, index, "expect")) {
            expects = true;
            expectsContinue = valueIs(head, index, "100-continue");
        }
    }

    private void readConnection(Head head, int index) {
        if (is(head, index, "connection")) {
            int start = head.valueStart(index);
            int end = head.valueEnd(index);
            wantsClose |= TokenList.contains(head.bytes, start, end, "close");
            wantsKeepAlive |= TokenList.contains(head.bytes, start, end, "keep-alive");
        }
    }

    private @Nullable Refusal readHost(Head head, int index) {
        hosts++;
        for (int i = head.valueStart(index); i < head.valueEnd(index); i++) {
            if (!Octets.isHost(head.bytes[i])) {
                return Refusal.BAD_HOST;
            }
        }
        return null;
    }

    private @Nullable Refusal readLength(Head head, int index) {
        lengths++;
        int start = head.valueStart(index);
        int end = head.valueEnd(index);
        if (lengths > 1 || start == end || end - start > MOST_DIGITS) {
            return Refusal.AMBIGUOUS_LENGTH;
        }
        long value = 0;
        for (int i = start; i < end; i++) {
            if (!Octets.isDigit(head.bytes[i])) {
                return Refusal.AMBIGUOUS_LENGTH;
            }
            value = value * 10 + (head.bytes[i] - '0');
        }
        length = value;
        return null;
    }

    private @Nullable Refusal readCoding(Head head, int index) {
        codings++;
        if (codings > 1) {
            return Refusal.AMBIGUOUS_LENGTH;
        }
        if (!valueIs(head, index, CHUNKED)) {
            return Refusal.UNKNOWN_CODING;
        }
        chunked = true;
        length = -1;
        return null;
    }
}

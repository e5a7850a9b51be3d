package io.gyre.http.wire;

import io.gyre.buffer.EvBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one head, or of one trailer section, from a buffer into a {@link Head}: RFC 9112, sections 2 to 5. May stop after any
 * byte and go on there, and finds every fault at the same byte however they come.
 *
 * <pre>
 * BEGIN ─► METHOD ─► TARGET ─► VERSION ─► LINE_LF ─► FIELD ─► NAME ─► BLANKS ─► VALUE ─► FIELD_LF ─► FIELD ...
 *    └──────────────► VERSION ─► STATUS ─► REASON ─┘    └─► END_LF ─► DONE
 * </pre>
 */
final class HeadParser {
    /** Copied at once: about what a request has, because what is copied beyond its end is copied in vain. */
    private static final int STEP = 512;

    private static final String PROTOCOL = "HTTP/";

    private enum State {
        BEGIN,
        BEGIN_LF,
        METHOD,
        TARGET,
        VERSION,
        STATUS,
        REASON,
        LINE_LF,
        FIELD,
        NAME,
        BLANKS,
        VALUE,
        FIELD_LF,
        END_LF,
        DONE
    }

    private final boolean responses;
    private State state = State.BEGIN;
    private boolean trailer;
    private boolean skippedLine;

    /** The next byte of the head to look at, where the section began, and where the part began that is being read. */
    private int at;

    private int section;
    private int part;

    private int nameStart;
    private int nameEnd;

    /** How many fields the section has. */
    private int count;

    private @Nullable Refusal refusal;

    HeadParser(boolean responses) {
        this.responses = responses;
    }

    void startHead() {
        start(State.BEGIN, 0);
        trailer = false;
        skippedLine = false;
    }

    void startTrailer(Head head) {
        start(State.FIELD, head.length);
        trailer = true;
    }

    private void start(State first, int from) {
        state = first;
        at = from;
        section = from;
        part = from;
        count = 0;
        refusal = null;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** {@return whether a byte of the head came already} */
    boolean hasBegun() {
        return at > section;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** Takes what there is, until the section is done or refused. */
    void parse(EvBuffer in, Head head, ParserLimits limits) {
        while (state != State.DONE && refusal == null && !in.isEmpty()) {
            int room = limits.head() - (head.length - section);
            int step = Math.min(STEP, room);
            head.ensure(step);
            int copied = in.copyOut(head.bytes, head.length, step);
            head.length += copied;
            scan(head, limits);
            int rest = head.length - at;
            head.length = at;
            in.drain(copied - rest);
            if (state != State.DONE && refusal == null && at - section >= limits.head()) {
                refuse(state == State.TARGET ? Refusal.TARGET_TOO_LONG : Refusal.HEADERS_TOO_LARGE);
            }
        }
    }

    private void refuse(Refusal why) {
        refusal = why;
    }

    /**
     * The parts that every message has are here in one method, with what it looks at in local variables. Being as long as this, it is also
     * compiled once, where short ones would be compiled again with each of the many methods between the loop and here.
     */
    private void scan(Head head, ParserLimits limits) {
        byte[] bytes = head.bytes;
        int end = head.length;
        int i = at;
        State now = state;
        while (i < end && now != State.DONE && refusal == null) {
            switch (now) {
                case NAME -> {
                    while (i < end && Octets.isToken(bytes[i])) {
                        i++;
                    }
                    if (i < end) {
                        if (bytes[i] != ':' || i == nameStart) {
                            refuseField();
                        } else {
                            nameEnd = i++;
                            now = State.BLANKS;
                        }
                    }
                }
                case BLANKS -> {
                    while (i < end && Octets.isBlank(bytes[i])) {
                        i++;
                    }
                    if (i < end) {
                        part = i;
                        now = State.VALUE;
                    }
                }
                case VALUE -> {
                    while (i < end && Octets.isValue(bytes[i])) {
                        i++;
                    }
                    if (i < end) {
                        if (bytes[i] != '\r') {
                            refuseField();
                        } else if (++count > limits.fields()) {
                            refuse(Refusal.HEADERS_TOO_LARGE);
                        } else {
                            head.add(nameStart, nameEnd, part, TokenList.trimBlanks(bytes, part, i++), trailer);
                            now = State.FIELD_LF;
                        }
                    }
                }
                case FIELD_LF, END_LF, LINE_LF -> {
                    if (bytes[i] != '\n') {
                        refuseField();
                    } else {
                        i++;
                        now = now == State.END_LF ? State.DONE : State.FIELD;
                    }
                }
                case FIELD -> {
                    // A blank here would continue the line before, which is refused: RFC 9112, section 5.2.
                    nameStart = i;
                    now = bytes[i] == '\r' ? State.END_LF : State.NAME;
                    i += now == State.END_LF ? 1 : 0;
                }
                default -> {
                    at = i;
                    state = now;
                    startLine(head, limits);
                    i = at;
                    now = state;
                }
            }
        }
        at = i;
        state = now;
    }

    private void refuseField() {
        refuse(trailer ? Refusal.BAD_CHUNK : Refusal.MALFORMED);
    }

    /** A line ends with CR LF, and with nothing else: what one recipient takes for an end another may not. */
    private void lineFeed(Head head, State next) {
        if (head.bytes[at] == '\n') {
            at++;
            state = next;
        } else {
            refuse(Refusal.MALFORMED);
        }
    }

    private void startLine(Head head, ParserLimits limits) {
        byte octet = head.bytes[at];
        switch (state) {
            case BEGIN -> begin(octet);
            case BEGIN_LF -> {
                lineFeed(head, State.BEGIN);
                skippedLine = true;
                part = at;
            }
            case METHOD -> method(head);
            case VERSION -> version(head, octet);
            case STATUS -> status(head, octet);
            case REASON -> reason(head);
            case TARGET -> target(head, limits);
            default -> throw new AssertionError(state);
        }
    }

    /** One empty line may come before a request: RFC 9112, section 2.2. */
    private void begin(byte octet) {
        if (octet == '\r' && !skippedLine && !responses) {
            at++;
            state = State.BEGIN_LF;
        } else {
            state = responses ? State.VERSION : State.METHOD;
            part = at;
        }
    }

    private void method(Head head) {
        while (at < head.length && Octets.isToken(head.bytes[at])) {
            at++;
        }
        if (at == head.length) {
            return;
        }
        if (head.bytes[at] != ' ' || at == part) {
            refuse(Refusal.MALFORMED);
            return;
        }
        head.methodStart = part;
        head.methodEnd = at;
        begin(State.TARGET);
    }

    /** Goes on behind the delimiter at hand. */
    private void begin(State next) {
        at++;
        part = at;
        state = next;
    }

    private void target(Head head, ParserLimits limits) {
        byte[] bytes = head.bytes;
        int end = Math.min(head.length, part + limits.target());
        int i = at;
        while (i < end && Octets.isTarget(bytes[i])) {
            i++;
        }
        at = i;
        if (i == head.length) {
            return;
        }
        if (bytes[i] == ' ' && i > part) {
            head.targetStart = part;
            head.targetEnd = i;
            begin(State.VERSION);
        } else {
            refuse(Octets.isTarget(bytes[i]) ? Refusal.TARGET_TOO_LONG : Refusal.MALFORMED);
        }
    }

    private void version(Head head, byte octet) {
        int index = at - part;
        boolean fits = switch (index) {
            case 0, 1, 2, 3, 4 -> octet == PROTOCOL.charAt(index);
            case 5, 7 -> Octets.isDigit(octet);
            case 6 -> octet == '.';
            default -> octet == (responses ? ' ' : '\r');
        };
        if (!fits) {
            refuse(Refusal.MALFORMED);
        } else if (index == 8) {
            if (head.bytes[part + 5] != '1') {
                refuse(Refusal.UNKNOWN_VERSION);
            } else {
                head.minorVersion = head.bytes[part + 7] - '0';
                begin(responses ? State.STATUS : State.LINE_LF);
            }
        } else {
            at++;
        }
    }

    /** Three digits and a space; a server that has no phrase may leave out the space too. */
    private void status(Head head, byte octet) {
        int index = at - part;
        if (index < 3) {
            if (!Octets.isDigit(octet) || (index == 0 && (octet < '1' || octet > '5'))) {
                refuse(Refusal.MALFORMED);
            } else {
                head.status = head.status * 10 + (octet - '0');
                at++;
            }
        } else if (octet == ' ') {
            begin(State.REASON);
        } else if (octet == '\r') {
            begin(State.LINE_LF);
        } else {
            refuse(Refusal.MALFORMED);
        }
    }

    private void reason(Head head) {
        while (at < head.length && Octets.isValue(head.bytes[at])) {
            at++;
        }
        if (at < head.length) {
            if (head.bytes[at] == '\r') {
                head.reasonStart = part;
                head.reasonEnd = at;
                begin(State.LINE_LF);
            } else {
                refuse(Refusal.MALFORMED);
            }
        }
    }
}

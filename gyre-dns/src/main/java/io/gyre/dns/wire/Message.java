package io.gyre.dns.wire;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A DNS message. Immutable.
 *
 * @param header id, flags and response code
 * @param questions what is asked, one as a rule; copied
 * @param answers the answer section; copied
 * @param authority the authority section; copied
 * @param additional the additional section, without the record of EDNS; copied
 * @param edns what the record of EDNS says, or null if there is none
 */
public record Message(
        Header header,
        List<Question> questions,
        List<ResourceRecord> answers,
        List<ResourceRecord> authority,
        List<ResourceRecord> additional,
        @Nullable Edns edns) {
    /** How many octets a message has at most. */
    public static final int MAX_LENGTH = 65535;

    /** How many octets a datagram has at most, if nobody said otherwise (RFC 1035, section 4.2.1). */
    public static final int PLAIN_UDP_LENGTH = 512;

    private static final Set<HeaderFlag> RD_ALONE = HeaderFlags.of(Set.of(HeaderFlag.RD));

    /** Copies the lists. */
    public Message {
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        authority = List.copyOf(authority);
        additional = List.copyOf(additional);
        if (edns == null && header.code().code() > 15) {
            throw new IllegalArgumentException(header.code() + " can only be told with EDNS: set edns too");
        }
    }

    /**
     * {@return the message that an array holds}
     *
     * @throws MalformedMessageException if it breaks any rule of the format
     */
    public static Message parse(byte[] bytes) throws MalformedMessageException {
        return parse(bytes, 0, bytes.length);
    }

    /**
     * {@return the message that a part of an array holds} All of the part must be the message.
     *
     * @param offset where it begins
     * @param length how many octets it has
     * @throws MalformedMessageException if it breaks any rule of the format
     */
    public static Message parse(byte[] bytes, int offset, int length) throws MalformedMessageException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        return new MessageReader(new WireInput(bytes, offset, length)).read();
    }

    /**
     * {@return the question for records of one type, to be answered by a server that asks others}
     *
     * @param id joins the answer to it: take a random one
     * @param edns null for a message without
     */
    public static Message query(int id, Question question, @Nullable Edns edns) {
        var header = new Header(id, Opcode.QUERY, RD_ALONE, ResponseCode.NOERROR);
        return new Message(header, List.of(question), List.of(), List.of(), List.of(), edns);
    }

    /** {@return a builder of an answer to this question: with its id, opcode, question and RD, and NOERROR} */
    public Builder answer() {
        var flags = EnumSet.of(HeaderFlag.QR);
        if (header.has(HeaderFlag.RD)) {
            flags.add(HeaderFlag.RD);
        }
        return new Builder(header.id(), header.opcode(), flags, questions);
    }

    /**
     * {@return the octets of the message}
     *
     * @throws IllegalArgumentException if it has more than {@link #MAX_LENGTH}
     */
    public byte[] toBytes() {
        byte[] bytes = toBytes(MAX_LENGTH);
        if (!header.has(HeaderFlag.TC) && (bytes[2] & HeaderFlag.TC.bit() >> 8) != 0) {
            throw new IllegalArgumentException(
                    "the message has more than " + MAX_LENGTH + " octets: leave records out, or set a limit");
        }
        return bytes;
    }

    /**
     * {@return the octets of the message, or of as much as fits} Where records of the answer or authority section do not fit, they
     * and all after them are left out, and TC is set; additional records are left out silently (RFC 2181, section 9).
     *
     * @param limit how many octets there may be, at least 12
     * @throws IllegalArgumentException if not even the questions fit
     */
    public byte[] toBytes(int limit) {
        var writer = new MessageWriter();
        int length = writer.write(this, limit);
        return Arrays.copyOf(writer.bytes(), length);
    }

    /** Collects the parts of an answer. */
    public static final class Builder {
        private final int id;
        private final Opcode opcode;
        private final Set<HeaderFlag> flags;
        private final List<Question> questions;
        private List<ResourceRecord> answers = List.of();
        private List<ResourceRecord> authority = List.of();
        private List<ResourceRecord> additional = List.of();
        private ResponseCode code = ResponseCode.NOERROR;
        private @Nullable Edns edns;

        private Builder(int id, Opcode opcode, Set<HeaderFlag> flags, List<Question> questions) {
            this.id = id;
            this.opcode = opcode;
            this.flags = flags;
            this.questions = questions;
        }

        /**
         * Sets flags.
         *
         * @return this
         */
        public Builder flags(HeaderFlag... set) {
            flags.addAll(List.of(set));
            return this;
        }

        /**
         * Sets how it ended.
         *
         * @return this
         */
        public Builder code(ResponseCode ended) {
            code = ended;
            return this;
        }

        /**
         * Sets the answer section.
         *
         * @return this
         */
        public Builder answers(List<ResourceRecord> records) {
            answers = records;
            return this;
        }

        /**
         * Sets the authority section.
         *
         * @return this
         */
        public Builder authority(List<ResourceRecord> records) {
            authority = records;
            return this;
        }

        /**
         * Sets the additional section.
         *
         * @return this
         */
        public Builder additional(List<ResourceRecord> records) {
            additional = records;
            return this;
        }

        /**
         * Sets EDNS.
         *
         * @param said null for none
         * @return this
         */
        public Builder edns(@Nullable Edns said) {
            edns = said;
            return this;
        }

        /** {@return the message} */
        public Message build() {
            return new Message(new Header(id, opcode, flags, code), questions, answers, authority, additional, edns);
        }
    }
}

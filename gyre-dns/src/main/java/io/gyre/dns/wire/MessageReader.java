package io.gyre.dns.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a message. */
final class MessageReader {
    /** A root name, type and class. */
    private static final int SHORTEST_QUESTION = 5;

    /** A root name, type, class, time to live and length. */
    private static final int SHORTEST_RECORD = 11;

    private static final int DNSSEC_OK = 0x8000;

    /** For how many records there is room before any is read. */
    private static final int MOST_AT_FIRST = 16;

    private final WireInput in;
    private @Nullable Edns edns;
    private int highCode;

    MessageReader(WireInput in) {
        this.in = in;
    }

    Message read() throws MalformedMessageException {
        int id = in.u16();
        int word = in.u16();
        int questionCount = in.u16();
        int answerCount = in.u16();
        int authorityCount = in.u16();
        int additionalCount = in.u16();
        List<Question> questions = questions(questionCount);
        List<ResourceRecord> answers = records(answerCount, false);
        List<ResourceRecord> authority = records(authorityCount, false);
        List<ResourceRecord> additional = records(additionalCount, true);
        if (in.remaining() > 0) {
            throw in.malformed(in.remaining() + " octets follow the end of the message");
        }
        var code = ResponseCode.of(highCode << 4 | (word & 0xf));
        var header = new Header(id, Opcode.of(word >> 11 & 0xf), HeaderFlags.ofWord(word), code);
        return new Message(header, questions, answers, authority, additional, edns);
    }

    /** What cannot be there is refused before anything is made for it. */
    private void check(int count, int shortest) throws MalformedMessageException {
        if ((long) count * shortest > in.remaining()) {
            throw in.malformed(count + " entries are announced, but only " + in.remaining() + " octets are left");
        }
    }

    private List<Question> questions(int count) throws MalformedMessageException {
        check(count, SHORTEST_QUESTION);
        if (count == 0) {
            return List.of();
        }
        if (count == 1) {
            return List.of(question());
        }
        var questions = new ArrayList<Question>();
        for (int i = 0; i < count; i++) {
            questions.add(question());
        }
        return questions;
    }

    private Question question() throws MalformedMessageException {
        return new Question(in.name(), RecordType.of(in.u16()), RecordClass.of(in.u16()));
    }

    private List<ResourceRecord> records(int count, boolean mayHaveEdns) throws MalformedMessageException {
        check(count, SHORTEST_RECORD);
        if (count == 0) {
            return List.of();
        }
        var records = new ArrayList<ResourceRecord>(Math.min(count, MOST_AT_FIRST));
        for (int i = 0; i < count; i++) {
            DnsName name = in.name();
            RecordType type = RecordType.of(in.u16());
            if (type.equals(RecordType.OPT)) {
                readEdns(name, mayHaveEdns);
            } else {
                records.add(record(name, type));
            }
        }
        return records;
    }

    private ResourceRecord record(DnsName name, RecordType type) throws MalformedMessageException {
        RecordClass recordClass = RecordClass.of(in.u16());
        int ttl = (int) in.u32();
        in.beginPart(in.u16());
        RecordData data = RecordDataReader.read(in, type);
        in.endPart();
        // RFC 2181, section 8: with the highest bit set it means 0.
        return new ResourceRecord(name, type, recordClass, Math.max(ttl, 0), data);
    }

    private void readEdns(DnsName name, boolean allowed) throws MalformedMessageException {
        if (!allowed || edns != null || !name.isRoot()) {
            throw in.malformed("an OPT record is misplaced, there twice, or has a name");
        }
        int udpSize = in.u16();
        highCode = in.u8();
        int version = in.u8();
        boolean dnssecOk = (in.u16() & DNSSEC_OK) != 0;
        in.beginPart(in.u16());
        var options = new ArrayList<EdnsOption>();
        while (in.remaining() > 0) {
            options.add(new EdnsOption(in.u16(), in.octets(in.u16())));
        }
        in.endPart();
        edns = new Edns(udpSize, version, dnssecOk, options);
    }
}

package io.gyre.dns.wire;

import java.util.List;

/**
 * Writes messages, one after the other, into memory that it keeps for the next. For one thread at a time.
 *
 * <p>Names that follow others share their ends with them, where RFC 1035 lets them.
 */
public final class MessageWriter {
    private static final int DNSSEC_OK = 0x8000;
    private static final int EDNS_LENGTH = 11;

    private final WireOutput out = new WireOutput();

    /** Makes a writer. */
    public MessageWriter() {}

    /** {@return the memory that holds the last message from index 0 on} It is the writer's own, and holds the next one soon. */
    public byte[] bytes() {
        return out.bytes();
    }

    /**
     * Writes a message, or as much as fits, as {@link Message#toBytes(int)} says.
     *
     * @param limit how many octets there may be, at least 12 and at most 65535
     * @return how many octets it has
     * @throws IllegalArgumentException if not even the questions fit
     */
    public int write(Message message, int limit) {
        out.begin(Math.min(limit, Message.MAX_LENGTH) - ednsLength(message));
        Header header = message.header();
        int word = HeaderFlags.of(header.flags()).word
                | header.opcode().code() << 11
                | (header.code().code() & 0xf);
        out.u16(header.id());
        out.u16(word);
        out.u16(message.questions().size());
        out.u16(0);
        out.u32(0);
        message.questions().forEach(this::question);
        if (out.overflowed()) {
            throw new IllegalArgumentException("the questions do not fit into " + limit + " octets");
        }
        boolean whole = section(message.answers(), 6) && section(message.authority(), 8);
        int additional = whole ? records(message.additional()) : 0;
        if (!whole) {
            out.patch16(2, word | HeaderFlag.TC.bit());
        }
        edns(message, limit);
        out.patch16(10, additional + (message.edns() == null ? 0 : 1));
        return out.position();
    }

    private static int ednsLength(Message message) {
        Edns edns = message.edns();
        if (edns == null) {
            return 0;
        }
        int length = EDNS_LENGTH;
        for (EdnsOption option : edns.options()) {
            length += 4 + option.data().length();
        }
        return length;
    }

    private void question(Question question) {
        out.name(question.name(), true);
        out.u16(question.type().code());
        out.u16(question.recordClass().code());
    }

    /** {@return whether all records fitted} */
    private boolean section(List<ResourceRecord> records, int countAt) {
        int written = records(records);
        out.patch16(countAt, written);
        return written == records.size();
    }

    private int records(List<ResourceRecord> records) {
        int written = 0;
        for (ResourceRecord each : records) {
            int mark = out.position();
            record(each);
            if (out.overflowed() || written == 0xffff) {
                out.rollBack(mark);
                return written;
            }
            written++;
        }
        return written;
    }

    private void record(ResourceRecord record) {
        out.name(record.name(), true);
        out.u16(record.type().code());
        out.u16(record.recordClass().code());
        out.u32(record.ttl());
        int lengthAt = out.position();
        out.u16(0);
        data(record.data());
        if (!out.overflowed()) {
            out.patch16(lengthAt, out.position() - lengthAt - 2);
        }
    }

    private void data(RecordData data) {
        switch (data) {
            case RecordData.A a -> out.octets(a.address().getAddress());
            case RecordData.Aaaa aaaa -> out.octets(aaaa.address().getAddress());
            case RecordData.Cname cname -> out.name(cname.target(), true);
            case RecordData.Ns ns -> out.name(ns.server(), true);
            case RecordData.Ptr ptr -> out.name(ptr.target(), true);
            case RecordData.Mx mx -> {
                out.u16(mx.preference());
                out.name(mx.exchange(), true);
            }
            case RecordData.Txt txt -> txt.texts().forEach(this::text);
            case RecordData.Srv srv -> {
                out.u16(srv.priority());
                out.u16(srv.weight());
                out.u16(srv.port());
                out.name(srv.target(), false);
            }
            case RecordData.Soa soa -> soa(soa);
            case RecordData.Caa caa -> {
                out.u8(caa.flags());
                text(caa.tag());
                out.octets(caa.value().shared());
            }
            case RecordData.Svcb svcb -> service(svcb);
            case RecordData.Unknown unknown -> out.octets(unknown.octets().shared());
        }
    }

    private void text(Octets text) {
        out.u8(text.length());
        out.octets(text.shared());
    }

    private void soa(RecordData.Soa soa) {
        out.name(soa.primary(), true);
        out.name(soa.mailbox(), true);
        out.u32(soa.serial());
        out.u32(soa.refresh());
        out.u32(soa.retry());
        out.u32(soa.expire());
        out.u32(soa.minimum());
    }

    private void service(RecordData.Svcb svcb) {
        out.u16(svcb.priority());
        out.name(svcb.target(), false);
        for (SvcParam parameter : svcb.parameters()) {
            out.u16(parameter.key());
            out.u16(parameter.value().length());
            out.octets(parameter.value().shared());
        }
    }

    /** There is room, for it was kept free. */
    private void edns(Message message, int limit) {
        Edns edns = message.edns();
        if (edns == null) {
            return;
        }
        out.extend(Math.min(limit, Message.MAX_LENGTH));
        out.u8(0);
        out.u16(RecordType.OPT.code());
        out.u16(edns.udpSize());
        out.u8(message.header().code().code() >> 4);
        out.u8(edns.version());
        out.u16(edns.dnssecOk() ? DNSSEC_OK : 0);
        out.u16(ednsLength(message) - EDNS_LENGTH);
        for (EdnsOption option : edns.options()) {
            out.u16(option.code());
            out.u16(option.data().length());
            out.octets(option.data().shared());
        }
    }
}

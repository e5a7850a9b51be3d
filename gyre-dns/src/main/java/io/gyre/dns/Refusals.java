package io.gyre.dns;

import io.gyre.dns.wire.Edns;
import io.gyre.dns.wire.Header;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Opcode;
import io.gyre.dns.wire.ResponseCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replies to queries that nobody handles. None is longer than its query, so that they are of no use against others. */
final class Refusals {
    private Refusals() {}

    /** {@return FORMERR for octets of which only the header is looked at} */
    static Message unreadable(byte[] bytes) {
        int id = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
        return bare(id, new Opcode(bytes[2] >> 3 & 0xf), ResponseCode.FORMERR, null);
    }

    /** {@return the refusal of a query} */
    static Message to(Message query, ResponseCode code) {
        Header header = query.header();
        Edns edns = code.equals(ResponseCode.BADVERS) ? Edns.of(Message.PLAIN_UDP_LENGTH) : null;
        if (query.questions().size() != 1) {
            return bare(header.id(), header.opcode(), code, edns);
        }
        return query.answer().code(code).edns(edns).build();
    }

    private static Message bare(int id, Opcode opcode, ResponseCode code, @Nullable Edns edns) {
        var header = new Header(id, opcode, Set.of(HeaderFlag.QR), code);
        return new Message(header, List.of(), List.of(), List.of(), List.of(), edns);
    }
}

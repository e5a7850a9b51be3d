package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Message;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the answer to a question in a message: follows aliases, and takes no record that does not belong. */
final class AnswerReader {
    /** How many aliases are followed, in one message or in several. */
    static final int MOST_ALIASES = 16;

    private final Question question;
    private final Message reply;
    private final List<Attempt> attempts;
    private final List<DnsName> aliases = new ArrayList<>(0);
    private int ttl = Integer.MAX_VALUE;

    private AnswerReader(Question question, Message reply, List<Attempt> attempts) {
        this.question = question;
        this.reply = reply;
        this.attempts = attempts;
    }

    static Interpretation read(Question question, Message reply, List<Attempt> attempts) {
        return new AnswerReader(question, reply, attempts).read();
    }

    private Interpretation read() {
        DnsName name = question.name();
        while (aliases.size() <= MOST_ALIASES) {
            List<ResourceRecord> found = recordsOf(name);
            if (!found.isEmpty()) {
                return new Interpretation(new DnsResult.Answered(question, aliases, found, ttl, attempts), List.of());
            }
            DnsName target = aliasOf(name);
            if (target == null) {
                return nothing(name);
            }
            name = target;
            aliases.add(target);
        }
        return Interpretation.failed(question, DnsError.UNKNOWN, "its aliases lead nowhere", attempts);
    }

    private List<ResourceRecord> recordsOf(DnsName name) {
        if (reply.header().code().equals(ResponseCode.NXDOMAIN)) {
            return List.of();
        }
        var found = new ArrayList<ResourceRecord>(reply.answers().size());
        for (ResourceRecord each : reply.answers()) {
            boolean wanted =
                    question.type().equals(RecordType.ANY) || each.type().equals(question.type());
            if (wanted && belongs(each, name)) {
                found.add(each);
                ttl = Math.min(ttl, each.ttl());
            }
        }
        return found;
    }

    private boolean belongs(ResourceRecord record, DnsName name) {
        return record.recordClass().equals(question.recordClass())
                && record.name().equals(name);
    }

    private @Nullable DnsName aliasOf(DnsName name) {
        for (ResourceRecord each : reply.answers()) {
            if (each.data() instanceof RecordData.Cname cname && belongs(each, name)) {
                ttl = Math.min(ttl, each.ttl());
                return cname.target();
            }
        }
        return null;
    }

    /** RFC 2308: how long that may be believed stands in the SOA record, without which it may not be. */
    private Interpretation nothing(DnsName name) {
        int believed = 0;
        for (ResourceRecord each : reply.authority()) {
            if (each.data() instanceof RecordData.Soa soa && name.isWithin(each.name())) {
                believed = (int) Math.min(Math.min(each.ttl(), soa.minimum()), ttl);
            }
        }
        boolean exists = reply.header().code().equals(ResponseCode.NOERROR);
        DnsError error = exists ? DnsError.NODATA : DnsError.NOTEXIST;
        DnsResult result = Interpretation.failure(question, error, believed, "", attempts);
        boolean leadsElsewhere =
                exists && !name.equals(question.name()) && reply.authority().isEmpty();
        return new Interpretation(result, leadsElsewhere ? aliases : List.of());
    }
}

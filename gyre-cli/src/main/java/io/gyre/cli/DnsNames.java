package io.gyre.cli;

import io.gyre.dns.DnsHandler;
import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.DnsSection;
import io.gyre.dns.DnsServerRequest;
import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.HeaderFlag;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordClass;
import io.gyre.dns.wire.RecordData;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.dns.wire.ResponseCode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Answers from what it has, and asks another server for the rest if there is one. */
final class DnsNames implements DnsHandler {
    private static final int MOST_ALIASES = 16;

    /** IXFR; then AXFR, MAILB and so on, to ANY. */
    private static final int FIRST_META_TYPE = 251;

    /** Where records come from. */
    interface Source {
        /** {@return the records of a name, of any type, with the name as it is asked for; null if there is no such name} */
        @Nullable
        List<ResourceRecord> records(DnsName name);

        /** {@return what goes with the answer that there is nothing, or null} */
        @Nullable
        ResourceRecord authority(DnsName name);
    }

    private final Source source;
    private final @Nullable DnsResolver forwarder;

    DnsNames(Source source, @Nullable DnsResolver forwarder) {
        this.source = source;
        this.forwarder = forwarder;
    }

    @Override
    public void handle(DnsServerRequest request) {
        Question question = request.question();
        int type = question.type().code();
        // From AXFR to ANY they are no types of records, but questions for many.
        boolean known = question.recordClass().equals(RecordClass.IN)
                && (type < FIRST_META_TYPE || type > RecordType.ANY.code());
        if (!known) {
            request.respond(ResponseCode.REFUSED);
        } else if (source.records(question.name()) == null && forwarder != null) {
            forward(forwarder, request);
        } else {
            answer(request);
        }
    }

    private void answer(DnsServerRequest request) {
        DnsName name = request.question().name();
        RecordType type = request.question().type();
        Set<DnsName> seen = new HashSet<>();
        List<ResourceRecord> records = source.records(name);
        ResponseCode code = records == null ? ResponseCode.NXDOMAIN : ResponseCode.NOERROR;
        boolean found = false;
        while (records != null && seen.add(name) && seen.size() <= MOST_ALIASES) {
            DnsName alias = null;
            for (ResourceRecord each : records) {
                if (each.type().equals(type)) {
                    request.add(DnsSection.ANSWER, each);
                    found = true;
                } else if (each.data() instanceof RecordData.Cname cname) {
                    request.add(DnsSection.ANSWER, each);
                    alias = cname.target();
                }
            }
            if (found || alias == null) {
                break;
            }
            name = alias;
            records = source.records(name);
        }
        ResourceRecord authority = found ? null : source.authority(name);
        if (authority != null) {
            request.add(DnsSection.AUTHORITY, authority);
        }
        request.flags(HeaderFlag.AA).respond(code);
    }

    private static void forward(DnsResolver to, DnsServerRequest request) {
        Question question = request.question();
        to.query(question.name(), question.type(), result -> {
            request.flags(HeaderFlag.RA);
            switch (result) {
                case DnsResult.Answered answered -> {
                    DnsName from = question.name();
                    for (DnsName alias : answered.aliases()) {
                        request.addCname(from, alias, answered.ttl());
                        from = alias;
                    }
                    answered.records().forEach(each -> request.add(DnsSection.ANSWER, left(each, answered.ttl())));
                    request.respond(ResponseCode.NOERROR);
                }
                case DnsResult.Failed failed -> request.respond(code(failed));
            }
        });
    }

    /** The cache may have kept it for a while. */
    private static ResourceRecord left(ResourceRecord record, int ttl) {
        return new ResourceRecord(
                record.name(), record.type(), record.recordClass(), Math.min(record.ttl(), ttl), record.data());
    }

    private static ResponseCode code(DnsResult.Failed failed) {
        return switch (failed.error()) {
            case NOTEXIST -> ResponseCode.NXDOMAIN;
            case NODATA -> ResponseCode.NOERROR;
            case REFUSED -> ResponseCode.REFUSED;
            case NOTIMPL -> ResponseCode.NOTIMP;
            default -> ResponseCode.SERVFAIL;
        };
    }

    void close() {
        if (forwarder != null) {
            forwarder.close(false);
        }
    }
}

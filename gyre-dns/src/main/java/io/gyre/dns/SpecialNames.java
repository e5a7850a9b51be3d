package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import io.gyre.dns.wire.RecordType;
import io.gyre.dns.wire.ResourceRecord;
import io.gyre.net.InetText;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names that no server is asked about: {@code localhost} is this host, and below {@code invalid} there is nothing (RFC 6761). */
final class SpecialNames {
    private static final DnsName LOCALHOST = DnsName.of("localhost");
    private static final DnsName INVALID = DnsName.of("invalid");
    private static final InetAddress IPV4 = Objects.requireNonNull(InetText.address("127.0.0.1"));
    private static final InetAddress IPV6 = Objects.requireNonNull(InetText.address("::1"));

    private SpecialNames() {}

    static boolean isLocalhost(DnsName name) {
        return name.isWithin(LOCALHOST);
    }

    static boolean isSpecial(DnsName name) {
        return isLocalhost(name) || name.isWithin(INVALID);
    }

    static @Nullable DnsResult answer(Question question) {
        DnsName name = question.name();
        if (name.isWithin(INVALID)) {
            return Interpretation.failure(question, DnsError.NOTEXIST, 0, "nothing is below .invalid", List.of());
        }
        if (!isLocalhost(name)) {
            return null;
        }
        InetAddress address =
                question.type().equals(RecordType.A) ? IPV4 : question.type().equals(RecordType.AAAA) ? IPV6 : null;
        return address == null
                ? Interpretation.failure(question, DnsError.NODATA, 0, "it is this host", List.of())
                : new DnsResult.Answered(
                        question, List.of(), List.of(ResourceRecord.of(name, 0, address)), 0, List.of());
    }
}

package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a reply says about a question.
 *
 * @param result the result, if nothing else is to be asked
 * @param aliases where the name leads, step by step, if the server said no more about the last of them; otherwise empty
 */
record Interpretation(DnsResult result, List<DnsName> aliases) {
    static Interpretation failed(Question question, DnsError error, String why, List<Attempt> attempts) {
        return new Interpretation(failure(question, error, 0, why, attempts), List.of());
    }

    static DnsResult.Failed failure(Question question, DnsError error, int ttl, String why, List<Attempt> attempts) {
        boolean askedNobody = !attempts.isEmpty() && attempts.stream().noneMatch(Attempt::reached);
        String text = askedNobody ? "no server could be asked" : error.text();
        String tried = attempts.stream().map(Attempt::toString).collect(Collectors.joining("; "));
        String message = question.name() + " " + question.type() + ": " + text
                + (why.isEmpty() ? "" : ": " + why)
                + (tried.isEmpty() ? "" : ": " + tried);
        return new DnsResult.Failed(question, error, ttl, message, attempts);
    }
}

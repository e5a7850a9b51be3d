package io.gyre.dns;

import io.gyre.dns.wire.DnsName;
import io.gyre.dns.wire.Question;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a reply says about a question.
 *
 * @param result the result, if nothing else is to be asked
 * @param alias where the name leads if the server said no more about it, or null
 */
record Interpretation(DnsResult result, @Nullable DnsName alias) {
    static Interpretation failed(Question question, DnsError error, String why, List<Attempt> attempts) {
        return new Interpretation(failure(question, error, 0, why, attempts), null);
    }

    static DnsResult.Failed failure(Question question, DnsError error, int ttl, String why, List<Attempt> attempts) {
        String tried = attempts.stream().map(Attempt::toString).collect(Collectors.joining("; "));
        String message = question.name() + " " + question.type() + ": " + error.text()
                + (why.isEmpty() ? "" : ": " + why)
                + (tried.isEmpty() ? "" : ": " + tried);
        return new DnsResult.Failed(question, error, ttl, message, attempts);
    }
}

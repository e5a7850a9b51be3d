package io.gyre.conformance.examples;

import io.gyre.dns.DnsResolver;
import io.gyre.dns.DnsResult;
import io.gyre.dns.wire.RecordType;
import io.gyre.event.EventBase;

/** Prints the hosts that take mail for a domain. Quoted in docs/dns.md. */
final class MailHosts {
    private MailHosts() {}

    // begin quote
    static void main(String domain) {
        try (var base = new EventBase();
                var resolver = DnsResolver.system(base)) {
            resolver.query(domain, RecordType.MX, result -> {
                switch (result) {
                    case DnsResult.Answered answer -> answer.records().forEach(IO::println);
                    case DnsResult.Failed failure -> IO.println(failure.message());
                }
            });
            base.dispatch();
        }
    }
    // end quote
}
